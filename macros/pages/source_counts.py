"""Counts of what an author or a reader typed, and of what a command printed: instructions, lines."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from ..records.commands import CommandNotRun
from ..records.measurement import Measurement
from ..units import parse_size
from .answers import called, counted, not_known
from .facts import Fact
from .files import text_of_file
from .grammar import count_text
from .rendering import render
from .sheet import MacroFault

if TYPE_CHECKING:
    from .sheet import Sheet


def instructions(sheet: Sheet, reference: str, prefix: str) -> Fact:
    """Return how many instructions of the stages that an image needs, FROM included, begin so."""
    variant = sheet.variant(reference)
    lines = variant.dockerfile.text.split("\n")
    texts = [
        text
        for stage in variant.dockerfile.needed_stages(variant.target)
        for text in (lines[stage.line - 1].strip(), *(instruction.text for instruction in stage.instructions))
    ]
    found = [text for text in texts if text.startswith(prefix)]
    sentence = f"Instructions in {variant.dockerfile.path.name} that begin with {prefix}:"
    return _counted(sheet, "instructions", (reference, prefix), sentence, found)


def changed_lines(sheet: Sheet, one: str, other: str) -> Fact:
    """Return how many lines differ between two Dockerfiles: of each change the removed or the added, if those are more.

    Comments and empty lines count.
    """
    before, after = (sheet.variant(reference).dockerfile.text.splitlines() for reference in (one, other))
    changed: list[str] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for change, start, end, other_start, other_end in matcher.get_opcodes():
        if change != "equal":
            removed, added = before[start:end], after[other_start:other_end]
            changed += added if len(added) >= len(removed) else removed
    sentence = f"Lines that differ between the Dockerfiles of {one} and {other}:"
    return _counted(sheet, "changed_lines", (one, other), sentence, changed)


def written(sheet: Sheet, path: str, text: str) -> Fact:
    """Return how many lines of an example's file hold a text."""
    found = [line for line in text_of_file(sheet, path).splitlines() if text in line]
    return _counted(sheet, "written", (path, text), f"Lines of {path} that hold {text}:", found)


def printed(sheet: Sheet, command: str, text: str) -> Fact:
    """Return how many lines hold a text, of what a command printed and of what it was answered over HTTP."""
    if sheet.command(command).builds is not None:
        raise MacroFault(f"`{command}` builds, and prints nothing of its own", "name a command that is run")
    words = called("printed", command, text)
    outcome = sheet.command_outcome(command)
    if isinstance(outcome, CommandNotRun):
        return not_known(sheet, words, command, f"{command} was not run: {outcome.reason}")
    if outcome.omitted:
        return not_known(sheet, words, command, f"{outcome.omitted} lines of what {command} printed were left out")
    answered = outcome.answer.body if outcome.answer else ""
    found = [line for line in (*outcome.output.split("\n"), *answered.split("\n")) if text in line]
    images = [sheet.findings.outcomes.get(reference) for reference in outcome.images]
    platforms = sheet.platforms_of(*(image for image in images if isinstance(image, Measurement)))
    data = count_text("printed", command, text)
    figure = sheet.command_figure(data, len(found), outcome)
    return Fact(words, data, len(found), "number", platforms, figure, sheet)


def bound(sheet: Sheet, size: str) -> Fact:  # noqa: ARG001 - as every macro
    """Return a size as an author writes it, for example "50 MB", to compare with; it prints what is written."""
    try:
        value = parse_size(size)
    except ValueError as error:
        raise MacroFault(f"`{size}` is no size", 'write it as bound("50 MB")') from error
    return Fact(size, f"{value} B", value, "bytes", figure=render("bound.html", value=value, text=size))


def _counted(sheet: Sheet, name: str, arguments: tuple[str, str], sentence: str, found: list[str]) -> Fact:
    fact = Fact(called(name, *arguments), count_text(name, *arguments), len(found))
    return counted(sheet, fact, sentence if found else f"{sentence} none.", found)
