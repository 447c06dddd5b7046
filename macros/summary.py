"""Prints what a run measured as a table, for the end of a command."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, TextIO

from .records.measurement import Measurement
from .units import format_seconds, format_size

if TYPE_CHECKING:
    from .plan.findings import Findings

_ONE_LINE = 1000
"""Columns in which any row has room."""


def print_summary(findings: Findings, stream: TextIO) -> None:
    """Print one row for each variant: its sizes, how old it is, or why it was not measured."""
    if not findings.measured and not findings.failures:
        oldest = min(
            (outcome.oldest_step_at for outcome in findings.outcomes.values() if isinstance(outcome, Measurement)),
            default=None,
        )
        since = f"; the oldest step is of {oldest:%Y-%m-%d %H:%M} UTC" if oldest else ""
        print(f"Nothing had changed: {len(findings.outcomes)} measurements stand{since}.", file=stream)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("image", no_wrap=True)
    for heading in ("unpacked", "transfer", "waste", "build"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for reference, outcome in findings.outcomes.items():
        if not isinstance(outcome, Measurement):
            table.add_row(reference, *4 * ["-"], f"not measured: {outcome.reason}")
            continue
        note = "measured now" if reference in findings.measured else f"of {outcome.measured_at:%Y-%m-%d %H:%M} UTC"
        if any(base.stand_in for base in outcome.bases):
            note += ", on a stand-in"
        table.add_row(
            reference,
            format_size(outcome.unpacked_size),
            format_size(outcome.transfer_size),
            format_size(outcome.waste.bytes),
            format_seconds(outcome.build.seconds),
            note,
        )
    if stream.isatty():
        Console(file=stream, highlight=False, markup=False, emoji=False).print(table)
        return
    # Off a terminal a row stays one line, however long its reason.
    text = StringIO()
    Console(file=text, highlight=False, markup=False, emoji=False, width=_ONE_LINE).print(table)
    print("\n".join(line.rstrip() for line in text.getvalue().splitlines()), file=stream)
