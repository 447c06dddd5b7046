"""What the file lists of images tell: numbers of files, their bytes, how many differ, and which layers have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..records.facts import FactRecord, FileQuestion
from ..records.measurement import Measurement, NotMeasured
from .answers import counted, missing, not_known
from .facts import Fact
from .grammar import count_text
from .sheet import MacroFault

if TYPE_CHECKING:
    from ..records.facts import QuestionKind
    from .facts import Unit
    from .sheet import Sheet

_SENTENCES: dict[QuestionKind, str] = {
    "file_count": "Regular files that a container of {0} sees, and whose path matches {1}:",
    "files_size": "Regular files that a container of {0} sees, and whose path matches {1}, by their bytes:",
    "setuid_files": "Regular files that a container of {0} sees, whose path matches {1}, and that are set-uid:",
    "layers_with": "Layers of {0} with a regular file whose path matches {1}, be it seen or not:",
    "changed_files": "Paths that match {2} and are not the same in {0} and {1}, or are in one of them alone:",
}


def file_count(sheet: Sheet, reference: str, pattern: str) -> Fact:
    """Return how many regular files a container sees whose absolute paths match."""
    return _answer(sheet, FileQuestion("file_count", (reference,), pattern))


def files_size(sheet: Sheet, reference: str, pattern: str) -> Fact:
    """Return the bytes of the regular files that a container sees and whose absolute paths match."""
    return _answer(sheet, FileQuestion("files_size", (reference,), pattern))


def changed_files(sheet: Sheet, one: str, other: str, pattern: str) -> Fact:
    """Return how many matching paths are not the same file in both images: its kind, its content, its link.

    Raises MacroFault where nothing matches in either: that nothing differs then says nothing.
    """
    answer = _answer(sheet, FileQuestion("changed_files", (one, other), pattern))
    questions = [FileQuestion("file_count", (reference,), pattern) for reference in (one, other)]
    counts = [sheet.findings.facts.get(question.name) for question in questions]
    if answer.value == 0 and all(isinstance(count, FactRecord) and count.value == 0 for count in counts):
        problem = f"`{pattern}` matches no file of `{one}` and none of `{other}`, so that none differs"
        raise MacroFault(problem, "correct the pattern; it is matched against absolute paths")
    return answer


def setuid_files(sheet: Sheet, reference: str, pattern: str) -> Fact:
    """Return how many regular files a container sees that run with the rights of their owner."""
    return _answer(sheet, FileQuestion("setuid_files", (reference,), pattern))


def layers_with(sheet: Sheet, reference: str, pattern: str) -> Fact:
    """Return how many layers have a regular file whose absolute path matches, be it seen or not."""
    return _answer(sheet, FileQuestion("layers_with", (reference,), pattern))


def layers_of(sheet: Sheet, question: FileQuestion, sentence: str) -> Fact:
    """Return how many layers of an image a question finds, with a sentence on what it looks for."""
    return _answer(sheet, question, sentence)


def _answer(sheet: Sheet, question: FileQuestion, sentence: str = "") -> Fact:
    unit: Unit = "bytes" if question.kind == "files_size" else "number"
    images = [sheet.outcome(reference) for reference in question.references]
    for image in images:
        if isinstance(image, NotMeasured):
            return missing(sheet, question.name, image, unit)
    answer = sheet.findings.facts.get(question.name)
    if answer is None or isinstance(answer, NotMeasured):
        reason = "it was not counted in this build" if answer is None else answer.reason
        return not_known(sheet, question.name, " and ".join(question.references), reason, unit)
    measurements = [image for image in images if isinstance(image, Measurement)]
    for image in measurements:
        sheet.stand_on(image)
    data = count_text(question.kind, *question.references, question.pattern)
    platforms = sheet.platforms_of(*measurements)
    fact = Fact(question.name, data, answer.value, unit, platforms)
    sentence = sentence or _SENTENCES[question.kind].format(*question.references, question.pattern)
    shown = answer.paths
    if question.kind == "layers_with":
        shown = tuple(layer_in_words(measurements[0], index) for index in answer.layers)
    return counted(sheet, fact, sentence if shown else f"{sentence} none.", shown)


def layer_in_words(image: Measurement, index: int) -> str:
    """Return which of an image's layers one is, by the instruction that made it."""
    instruction = image.layers[index].instruction
    return instruction or f"layer {index + 1} of {len(image.layers)}, which the base image brings"
