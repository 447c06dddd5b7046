"""A context ledger: what an ignore file keeps out of a build, and what that does to image and cache, as two tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..catalog.contexts import ignore_file, ignore_lines
from ..catalog.model import Instruction
from ..plan.ledgers import content_question, ledger_fault, ledger_of
from ..records.measurement import Measurement
from .answers import figure_of
from .context_facts import context_files, context_size
from .facts import Fact, Missing
from .figures import difference, size
from .file_facts import layers_of
from .grammar import count_text
from .rebuilds import context_sent
from .rendering import render
from .sheet import MacroFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..catalog.model import Variant
    from ..plan.ledgers import Entry, Ledger
    from .sheet import Sheet


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of both builds, and what the ignore file takes from it."""

    label: str
    without: Markup
    ignoring: Markup
    kept_out: Markup


@dataclass(frozen=True, slots=True)
class File:
    """A file that is kept out."""

    path: str
    size: Markup
    pattern: str
    line: int
    taken_by: Instruction | None
    layers: tuple[Markup, ...]
    """In how many layers of each image it lies; none for a file without content, which is not looked for."""


def context_ledger(sheet: Sheet, without: str, ignoring: str) -> Markup:
    """Return the ledger of two variants that differ in their ignore files alone."""
    variants = sheet.variant(without), sheet.variant(ignoring)
    if (wrong := ledger_fault(*variants)) is not None:
        raise MacroFault(*wrong)
    ledger = ledger_of(*variants)
    outcomes = [sheet.outcome(reference) for reference in ledger.references]
    return render(
        "context_ledger.html",
        references=ledger.references,
        ignore_files=[_ignore_file(variant) for variant in variants],
        rows=_rows(sheet, ledger),
        files=[_file(sheet, ledger, entry) for entry in ledger.entries],
        further=ledger.further,
        anew=ledger.anew,
        stand_ins=sheet.stand_in_line(outcome for outcome in outcomes if isinstance(outcome, Measurement)),
    )


def _rows(sheet: Sheet, ledger: Ledger) -> list[Row]:
    without, ignoring = ledger.references
    return [
        _row(
            "files that the build context offers",
            context_files(sheet, without),
            context_files(sheet, ignoring),
            context_files(sheet, ignoring, "kept_out"),
        ),
        _row(
            "bytes that it offers",
            context_size(sheet, without),
            context_size(sheet, ignoring),
            context_size(sheet, ignoring, "kept_out"),
        ),
        *_sent(sheet, ledger),
        *(
            _row(
                label,
                size(sheet, without, what),
                size(sheet, ignoring, what),
                difference(sheet, without, ignoring, what),
            )
            for label, what in (("image, unpacked", "unpacked_size"), ("image, to transfer", "transfer_size"))
        ),
    ]


def _sent(sheet: Sheet, ledger: Ledger) -> Iterator[Row]:
    """Yield what a first build was sent, from the first cache experiment that has both variants, if there is one."""
    for experiment in sheet.findings.catalog.experiments:
        if {str(variant.reference) for variant in experiment.variants} >= set(ledger.references):
            without, ignoring = (context_sent(sheet, experiment.name, each, "first") for each in ledger.references)
            kept_out = without if isinstance(without.value, Missing) else without - ignoring
            yield _row("bytes that a first build was sent", without, ignoring, kept_out)
            return


def _row(label: str, without: Fact, ignoring: Fact, kept_out: Fact) -> Row:
    return Row(label, *(figure_of(fact) for fact in (without, ignoring, kept_out)))


def _file(sheet: Sheet, ledger: Ledger, entry: Entry) -> File:
    file = entry.kept_out.file
    data = count_text("kept_out_size", ledger.references[1], file.path)
    return File(
        file.path,
        figure_of(Fact(data, data, file.bytes, "bytes")),
        entry.kept_out.pattern,
        entry.kept_out.line,
        entry.taken_by,
        _layers(sheet, ledger, entry),
    )


def _layers(sheet: Sheet, ledger: Ledger, entry: Entry) -> tuple[Markup, ...]:
    digest = entry.kept_out.digest()
    if not digest:
        return ()
    path = entry.kept_out.file.path
    return tuple(
        figure_of(
            layers_of(
                sheet,
                content_question(reference, digest),
                f"Layers of {reference} with a file that holds what {path} does:",
            )
        )
        for reference in ledger.references
    )


def _ignore_file(variant: Variant) -> str:
    """Return the name of the ignore file that a build obeys; empty where it says nothing."""
    path = ignore_file(variant.dockerfile.path)
    return path.name if ignore_lines(path) else ""
