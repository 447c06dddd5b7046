"""Prints what a run measured as a table, for the end of a command."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, TextIO

from .records.commands import CommandNotRun
from .records.experiments import ExperimentNotRun
from .records.measurement import Measurement, NotMeasured
from .units import format_seconds, format_size

if TYPE_CHECKING:
    from rich.table import Table

    from .plan.findings import Findings

_ONE_LINE = 1000
"""Columns in which any row has room."""


def print_summary(findings: Findings, stream: TextIO) -> None:
    """Print one row for each variant: its sizes, how old it is, or why it was not measured.

    Where nothing was measured, a line says so.
    """
    if findings.replayed is not None or not (findings.measured or findings.failures):
        times = [outcome.oldest_step_at for outcome in findings.outcomes.values() if isinstance(outcome, Measurement)]
        since = f"; the oldest step is of {min(times):%Y-%m-%d %H:%M} UTC" if times else ""
        stand = "1 measurement stands" if len(times) == 1 else f"{len(times)} measurements stand"
        print(f"{_why_nothing(findings)}: {stand}{since}.", file=stream)
        _print_gaps(findings, stream)
        return
    from rich.console import Console

    if stream.isatty():
        Console(file=stream, highlight=False, markup=False, emoji=False).print(_table(findings))
    else:
        # Off a terminal a row stays one line, and no line ends in blanks.
        text = StringIO()
        Console(file=text, highlight=False, markup=False, emoji=False, width=_ONE_LINE).print(_table(findings))
        print("\n".join(line.rstrip() for line in text.getvalue().splitlines()), file=stream)
    _print_gaps(findings, stream)


def print_warnings(findings: Findings, stream: TextIO) -> None:
    """Print each warning, what is said of several images once."""
    told: dict[str, list[str]] = {}
    for warning in findings.warnings:
        reference, separator, rest = warning.partition(": ")
        if separator and reference in findings.outcomes:
            told.setdefault(rest, []).append(reference)
        else:
            told.setdefault(warning, [])
    for rest, references in told.items():
        print(f"warning: {', '.join(references)}: {rest}" if references else f"warning: {rest}", file=stream)


def _why_nothing(findings: Findings) -> str:
    if findings.replayed is None:
        return "Nothing had changed"
    return f"Replayed from results of {findings.replayed:%Y-%m-%d %H:%M} UTC, and nothing was measured"


def _print_gaps(findings: Findings, stream: TextIO) -> None:
    """Print what was not measured, not run or failed, with the reason."""
    for reason, references in _reasons(findings).items():
        print(f"not measured: {', '.join(references)}: {reason}", file=stream)
    for outcome in findings.commands.values():
        if isinstance(outcome, CommandNotRun):
            print(_command_line(outcome), file=stream)
    for name, experiment in findings.experiments.items():
        if isinstance(experiment, ExperimentNotRun):
            print(f"not measured: experiment {name}: {experiment.reason}", file=stream)


def _command_line(outcome: CommandNotRun) -> str:
    """Return the line on a command that has no output: where it is declared, why, and what it printed last."""
    printed = " | ".join(line.strip() for line in outcome.last_lines)
    example, _, name = outcome.command.partition("/")
    told = f"{'failed' if outcome.failed else 'not run'}: examples/{example}.toml: command `{name}`: {outcome.reason}"
    return f"{told}; it printed last: {printed}" if printed else told


def _table(findings: Findings) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("image", no_wrap=True)
    for heading in ("unpacked", "transfer", "waste", "build"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for reference, outcome in findings.outcomes.items():
        if not isinstance(outcome, Measurement):
            table.add_row(reference, *4 * ["-"], "not measured, see below")
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
    return table


def _reasons(findings: Findings) -> dict[str, list[str]]:
    """Return each reason for which something was not measured, with the references that share it."""
    reasons: dict[str, list[str]] = {}
    for reference, outcome in findings.outcomes.items():
        if isinstance(outcome, NotMeasured):
            reasons.setdefault(outcome.reason, []).append(reference)
    return reasons
