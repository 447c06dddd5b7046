"""Runs smoke tests on a running engine: from what a variant declares to a record that it passed, or the failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..catalog.model import CommandTest
from ..engines.engine import LIMITS, RunFailed
from ..records.measurement import SmokeTest

if TYPE_CHECKING:
    from ..catalog.model import SmokeTestSpec
    from ..engines.engine import Engine
    from ..plan.decisions import Work
    from ..records.stations import BuildRecord
    from .probe import Probe

_SHOWN = 500
"""Characters of output that a message shows."""


class SmokeTestFailed(Exception):
    """An image that does not do its job; the message says what was expected and what came."""


def smoke_test(work: Work, spec: SmokeTestSpec, record: BuildRecord, engine: Engine, probe: Probe) -> SmokeTest:
    """Run one smoke test of a variant. Raises SmokeTestFailed with what was expected and what came."""
    declared = f"examples/{work.example.name}.toml: smoke test"
    if isinstance(spec, CommandTest):
        check = " ".join(spec.command) if spec.command is not None else "the image's own command"
        try:
            result = engine.run(record.image_id, spec.command, LIMITS)
        except RunFailed as failure:
            raise SmokeTestFailed(f"{declared}: {check}: {failure}") from failure
        if result.exit_status != 0:
            ended = f"{declared}: {check} ended with status {result.exit_status}, expected 0"
            raise SmokeTestFailed(f"{ended}; it printed: {_shown(result.output.strip())}")
        if result.output != spec.output:
            raise SmokeTestFailed(f"{declared}: {check}: expected {_shown(spec.output)}, got {_shown(result.output)}")
        return SmokeTest("command", check, spec.output, result.output, result.seconds)
    check = f"GET {spec.path} on port {spec.port}"
    try:
        reply = engine.ask(record.image_id, spec.port, spec.path, probe.image(), LIMITS)
    except RunFailed as failure:
        raise SmokeTestFailed(f"{declared}: {check}: {failure}") from failure
    expected, got = f"{spec.status} {spec.body}", f"{reply.status} {reply.body}"
    if got != expected:
        raise SmokeTestFailed(f"{declared}: {check}: expected {_shown(expected)}, got {_shown(got)}")
    return SmokeTest("http", check, expected, got, reply.seconds)


def _shown(text: str) -> str:
    """Return a text in quotes; of a long one the end, where programs say what is wrong."""
    return repr(text) if len(text) <= _SHOWN else f"{text[-_SHOWN:]!r} at the end of {len(text)} characters"
