"""Answers what pages ask of file lists: from questions and weighed images to facts, each filed once it is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..plan.facts import fact_key
from ..records.facts import FactRecord
from ..records.measurement import NotMeasured
from ..weighing.ruler import RULER_VERSION, layer_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..records.facts import FactOutcome, FileQuestion
    from ..records.measurement import Outcome
    from ..records.stations import Weighing
    from ..records.store import Store
    from ..weighing.seen import SeenFile

_PATHS = 10
"""How many of the paths that were counted are named."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What file lists tell, and whose are gone."""

    facts: dict[str, FactRecord]
    """By the question's name."""
    gone: frozenset[str]
    """Images, by their references, that were weighed and whose lists of files the store has lost."""


def answers(questions: Iterable[FileQuestion], weighings: Mapping[str, Weighing], store: Store) -> Answers:
    """Return the answers to the questions of which all images were weighed; `weighings` are by image reference.

    An answer that was filed before costs no look at a list of files. Raises SurroundingsError.
    """
    facts: dict[str, FactRecord] = {}
    lists: dict[str, dict[str, SeenFile] | None] = {}
    for question in questions:
        if not all(reference in weighings for reference in question.references):
            continue
        images = {reference: weighings[reference].config_digest for reference in question.references}
        key = fact_key(question, images, RULER_VERSION)
        record = store.fact(key)
        if record is None:
            for reference in images.keys() - lists.keys():
                lists[reference] = _files(weighings[reference], store)
            asked = [found for reference in question.references if (found := lists[reference]) is not None]
            if len(asked) < len(question.references):
                continue
            value, paths = _answer(question, asked)
            record = FactRecord(question.name, images, value, tuple(paths[:_PATHS]))
            store.add_fact(key, record)
        facts[question.name] = record
    return Answers(facts, frozenset(reference for reference, found in lists.items() if found is None))


def fact_outcomes(
    questions: Iterable[FileQuestion],
    facts: Mapping[str, FactRecord],
    outcomes: Mapping[str, Outcome],
    reason: str | None,
) -> dict[str, FactOutcome]:
    """Return what came of each question, by its name: its answer, or why an image of it was not measured.

    `reason` says why no engine could be had that would have weighed anew what the store has lost.
    """
    return {
        question.name: facts.get(question.name) or _unanswered(question, outcomes, reason) for question in questions
    }


def _unanswered(question: FileQuestion, outcomes: Mapping[str, Outcome], reason: str | None) -> NotMeasured:
    for reference in question.references:
        if isinstance(outcome := outcomes.get(reference), NotMeasured):
            return outcome
    lost = "the list of its files is gone from the store, and it could not be weighed anew"
    return NotMeasured(question.references[0], f"{lost}: {reason}" if reason else lost)


def _files(weighing: Weighing, store: Store) -> dict[str, SeenFile] | None:
    """Return what a container of an image sees; None where the store does not have all of its layers."""
    from ..weighing.seen import seen_files

    layers = [store.layers.files(layer_key(layer.diff_id)) for layer in weighing.layers]
    held = [layer for layer in layers if layer is not None]
    return seen_files(held) if len(held) == len(layers) else None


def _answer(question: FileQuestion, lists: Sequence[dict[str, SeenFile]]) -> tuple[int, list[str]]:
    """Return the answer and the paths that it counts."""
    from ..weighing.patterns import path_pattern

    matches = path_pattern(question.pattern).fullmatch
    paths = sorted(path for path in {path for files in lists for path in files} if matches(path))
    if question.kind == "changed_files":
        one, other = lists
        changed = [path for path in paths if one.get(path) != other.get(path)]
        return len(changed), changed
    [files] = lists
    regular = [path for path in paths if files[path].kind == "file"]
    if question.kind == "file_count":
        return len(regular), regular
    # Of the names of one file the first.
    once = {id(files[path]): path for path in reversed(regular)}
    first = sorted(once.values())
    return sum(files[path].bytes for path in first), first
