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
    from ..records.measurement import Digest, Outcome
    from ..records.stations import LayerContents, LayerDigests, Weighing
    from ..records.store import Store
    from ..weighing.seen import SeenFile

    ReadLayer = tuple[LayerContents, LayerDigests]

_PATHS = 10
"""How many of the paths that were counted are named."""
_REGULAR = ("file", "hardlink")
"""The kinds of entries of a layer that give a regular file a name."""


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
    lists = _Lists(weighings, store)
    for question in questions:
        if not all(reference in weighings for reference in question.references):
            continue
        images = {reference: weighings[reference].config_digest for reference in question.references}
        key = fact_key(question, images, RULER_VERSION)
        record = store.fact(key)
        if record is None:
            record = _answer(question, images, lists)
            if record is None:
                continue
            store.add_fact(key, record)
        facts[question.name] = record
    return Answers(facts, frozenset(lists.gone))


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


class _Lists:
    """The files of images, out of the store; an image is read once for what is seen, and once for its layers."""

    def __init__(self, weighings: Mapping[str, Weighing], store: Store) -> None:
        self._weighings = weighings
        self._store = store
        self._seen: dict[str, dict[str, SeenFile]] = {}
        self._layers: dict[str, list[ReadLayer]] = {}
        self.gone: set[str] = set()
        """The references of those of which the store does not have all layers."""

    def seen(self, reference: str) -> dict[str, SeenFile] | None:
        """Return what a container of an image sees; None where it is gone."""
        from ..weighing.seen import seen_files

        if reference not in self._seen and (layers := self._read(reference)) is not None:
            self._seen[reference] = seen_files(layers)
        return self._seen.get(reference)

    def layers(self, reference: str) -> list[ReadLayer] | None:
        """Return what an image's layers have, in build order, seen or not; None where it is gone."""
        if reference not in self._layers and (layers := self._read(reference)) is not None:
            self._layers[reference] = layers
        return self._layers.get(reference)

    def _read(self, reference: str) -> list[ReadLayer] | None:
        if reference in self.gone:
            return None
        layers = [self._store.layers.files(layer_key(layer.diff_id)) for layer in self._weighings[reference].layers]
        held = [layer for layer in layers if layer is not None]
        if len(held) == len(layers):
            return held
        self.gone.add(reference)
        return None


def _answer(question: FileQuestion, images: dict[str, Digest], lists: _Lists) -> FactRecord | None:
    """Return the answer to a question; None where the files of an image are gone."""
    if question.kind == "layers_with":
        layers = lists.layers(question.references[0])
        return None if layers is None else _layers_with(question, images, layers)
    # Of all images, so that each whose files are gone is named.
    asked = [lists.seen(reference) for reference in question.references]
    held = [files for files in asked if files is not None]
    if len(held) < len(asked):
        return None
    value, paths = _counted(question, held)
    return FactRecord(question.name, images, value, tuple(paths[:_PATHS]))


def _layers_with(question: FileQuestion, images: dict[str, Digest], layers: Sequence[ReadLayer]) -> FactRecord:
    from ..weighing.content import DIGITS
    from ..weighing.patterns import path_pattern

    content = question.pattern.removeprefix("sha256:")[:DIGITS] if question.pattern.startswith("sha256:") else None
    matches = path_pattern(question.pattern).fullmatch
    found: dict[int, list[str]] = {}
    for index, (contents, digests) in enumerate(layers):
        for entry, digest in zip(contents.entries, digests.digests, strict=True):
            path = f"/{entry.path}"
            if digest == content if content is not None else entry.kind in _REGULAR and matches(path):
                found.setdefault(index, []).append(path)
    paths = sorted({path for each in found.values() for path in each})
    return FactRecord(question.name, images, len(found), tuple(paths[:_PATHS]), tuple(found))


def _counted(question: FileQuestion, lists: Sequence[dict[str, SeenFile]]) -> tuple[int, list[str]]:
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
    if question.kind == "setuid_files":
        regular = [path for path in regular if files[path].setuid]
    if question.kind != "files_size":
        return len(regular), regular
    # Of the names of one file the first.
    once = {id(files[path]): path for path in reversed(regular)}
    first = sorted(once.values())
    return sum(files[path].bytes for path in first), first
