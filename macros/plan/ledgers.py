"""Reckons context ledgers: from two variants to what an ignore file keeps out, and which instructions would take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..catalog.contexts import takes
from ..catalog.ignored import KeptOut, kept_out
from ..catalog.instructions import context_sources
from ..catalog.ladders import changed_instructions
from ..catalog.model import Instruction, Variant
from ..records.facts import FileQuestion
from .arguments import LAYERED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..catalog.model import Catalog, Dockerfile

LEDGER = "context_ledger"
"""The macro that shows one."""
SHOWN = 20
"""How many of the files that are kept out are shown, and looked for in images: the largest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that is kept out, and what it would reach if it were not."""

    kept_out: KeptOut
    taken_by: Instruction | None
    """The first instruction that would take it; None where none would."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Two variants that differ in their ignore files alone."""

    without: Variant
    ignoring: Variant
    entries: tuple[Entry, ...]
    """Of the files that are kept out the largest, the largest first."""
    further: int
    """How many others are kept out."""
    anew: tuple[Instruction, ...]
    """The instructions that would lose their cache with a change to such a file, in file order."""

    @property
    def references(self) -> tuple[str, str]:
        """The image references of both."""
        return str(self.without.reference), str(self.ignoring.reference)


def ledger_of(without: Variant, ignoring: Variant) -> Ledger:
    """Return the ledger of two variants that `ledger_fault` has nothing against."""
    found = kept_out(ignoring.dockerfile)
    entries = tuple(Entry(each, next(_taking(ignoring, each), None)) for each in found[:SHOWN])
    return Ledger(without, ignoring, entries, len(found) - len(entries), _anew(ignoring, found))


def ledger_fault(without: Variant, ignoring: Variant) -> tuple[str, str] | None:
    """Return problem and remedy of two variants whose difference is not one ignore file's doing; None for good ones."""
    one, other = str(without.reference), str(ignoring.reference)
    if without.dockerfile.path.parent != ignoring.dockerfile.path.parent:
        return f"`{one}` and `{other}` have not one build context", "name two variants of one example"
    if any(changed_instructions(without.dockerfile, ignoring.dockerfile)) or without.target != ignoring.target:
        problem = f"the Dockerfiles of `{one}` and `{other}` differ in more than their ignore files"
        return problem, "give both the same instructions"
    if kept_out(without.dockerfile):
        name = f"{without.dockerfile.path.name}.dockerignore"
        problem = f"`{one}` stands for a build without an ignore file, and its own keeps files out"
        return problem, f"put a comment alone into {name}, or name the two the other way round"
    return None


def ledger_questions(catalog: Catalog, without: str, ignoring: str) -> Iterator[FileQuestion]:
    """Yield what a ledger asks of its images: in how many layers each file lies that it shows as kept out.

    Files are looked for by what is in them, wherever an image has them. What is empty is not looked for.
    """
    variants = catalog.find(without), catalog.find(ignoring)
    if variants[0] is None or variants[1] is None or ledger_fault(variants[0], variants[1]) is not None:
        return
    for each in kept_out(variants[1].dockerfile)[:SHOWN]:
        if digest := each.digest():
            yield from (content_question(reference, digest) for reference in (without, ignoring))


def content_question(reference: str, digest: str) -> FileQuestion:
    """Return the question in how many layers of an image a file with that content lies."""
    return FileQuestion("layers_with", (reference,), digest)


def _taking(variant: Variant, file: KeptOut) -> Iterator[Instruction]:
    for stage in variant.dockerfile.needed_stages(variant.target):
        yield from (each for each in stage.instructions if _takes(each, (file,)))


def _takes(instruction: Instruction, files: Iterable[KeptOut]) -> bool:
    return any(takes(source, file.name) for source in context_sources(instruction) for file in files)


def _anew(variant: Variant, files: Iterable[KeptOut]) -> tuple[Instruction, ...]:
    """Return each instruction that would take one of the files, and what follows it in its stage and on top of that.

    What copies from such a stage keeps its cache where what it copies is the same, and is left out.
    """
    dockerfile: Dockerfile = variant.dockerfile
    files = tuple(files)
    needed = dockerfile.needed_stages(variant.target)
    changed: set[int] = set()
    found: list[Instruction] = []
    for index, stage in enumerate(dockerfile.stages):
        if stage not in needed:
            continue
        is_anew = stage.base_stage in changed
        for instruction in stage.instructions:
            is_anew = is_anew or _takes(instruction, files)
            if is_anew and instruction.keyword in LAYERED:
                found.append(instruction)
        if is_anew:
            changed.add(index)
    return tuple(found)
