"""Finds what pages ask of file lists: from macro calls to questions, and the keys that answers are filed under."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, get_args

from ..catalog.challenge import SOLUTION
from ..records.facts import FileQuestion, QuestionKind
from .challenges import challenge_questions, challenges_of
from .keys import digest_of, ruler_input
from .ledgers import LEDGER, ledger_questions
from .macros import MACROS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..catalog.model import Catalog
    from ..records.measurement import Digest
    from .pages import MacroCall


def file_questions(catalog: Catalog, calls: Iterable[MacroCall]) -> tuple[FileQuestion, ...]:
    """Return the questions that calls ask of file lists, once each, in their order, and those of challenges.

    Facts and context ledgers ask. A call whose arguments are not all texts asks nothing: it is a fault of its page. A
    challenge asks of its own solution what it asks of an answer.
    """
    questions = [question for call in calls for question in _questions(catalog, call)]
    for example in challenges_of(catalog):
        questions += challenge_questions(example, f"{example.name}:{SOLUTION}")
    return tuple(dict.fromkeys(questions))


def fact_key(question: FileQuestion, images: Mapping[str, Digest], ruler_version: str) -> Digest:
    """Return the key of an answer: over the question, the config digests of its images and the ruler's version."""
    asked = f"sha256:{hashlib.sha256(question.name.encode()).hexdigest()}"
    of_images = {f"image/{reference}": digest for reference, digest in images.items()}
    return digest_of({"question": asked, "ruler": ruler_input(ruler_version), **of_images})


def _questions(catalog: Catalog, call: MacroCall) -> Iterator[FileQuestion]:
    kinds: tuple[QuestionKind, ...] = get_args(QuestionKind)
    texts = _texts(call)
    if texts is None:
        return
    if call.macro == LEDGER:
        without, ignoring = texts
        yield from ledger_questions(catalog, without, ignoring)
    for kind in kinds:
        if call.macro == kind:
            *references, pattern = texts
            yield FileQuestion(kind, tuple(references), pattern)
            if kind == "changed_files":
                # Where nothing matches, nothing differs, and that proves nothing.
                yield from (FileQuestion("file_count", (reference,), pattern) for reference in references)


def _texts(call: MacroCall) -> list[str] | None:
    """Return the arguments of a call in their order; None where one is missing or no text."""
    signature = MACROS.get(call.macro)
    names = [parameter.name for parameter in signature.parameters] if signature else []
    given = dict(zip(names, call.arguments, strict=False)) | dict(call.keywords)
    values = [value for name in names if isinstance(value := given.get(name), str)]
    return None if call.spread or not names or len(values) < len(names) else values
