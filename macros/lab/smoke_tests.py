"""Runs smoke tests on a running engine: from what a variant declares to a record that it passed, or the failure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..catalog.model import CommandTest
from ..engines.engine import LIMITS, RunFailed
from ..records.measurement import SmokeTest, SmokeTestLimits

if TYPE_CHECKING:
    from ..catalog.model import HttpTest, SmokeTestSpec
    from ..engines.engine import Engine, Limits
    from ..plan.decisions import Work
    from ..records.stations import BuildRecord
    from .probe import Probe

_SHOWN = 500
"""Characters of output that a message shows."""
_MUST_WRITE = (
    "its root file system was read-only and /tmp empty, and it passes where it may write; "
    "if the app must write outside /tmp, say `read_only = false` there"
)


class SmokeTestFailed(Exception):
    """An image that does not do its job; the message says what was expected and what came."""


def smoke_test(work: Work, spec: SmokeTestSpec, record: BuildRecord, engine: Engine, probe: Probe) -> SmokeTest:
    """Run one smoke test of a variant. Raises SmokeTestFailed with what was expected and what came."""
    specs = work.variant.smoke_tests
    which = f" {specs.index(spec) + 1} of {len(specs)}" if len(specs) > 1 else ""
    try:
        return _passed(spec, record.image_id, engine, probe)
    except SmokeTestFailed as failure:
        reason = f"examples/{work.example.name}.toml: smoke test{which}: {failure}"
        if spec.read_only and _passes_where_it_may_write(spec, record.image_id, engine, probe):
            reason = f"{reason}; {_MUST_WRITE}"
        raise SmokeTestFailed(reason) from failure


def _passes_where_it_may_write(spec: SmokeTestSpec, image: str, engine: Engine, probe: Probe) -> bool:
    try:
        _passed(replace(spec, read_only=False), image, engine, probe)
    except SmokeTestFailed:
        return False
    return True


def _passed(spec: SmokeTestSpec, image: str, engine: Engine, probe: Probe) -> SmokeTest:
    limits = replace(LIMITS, read_only=spec.read_only)
    if isinstance(spec, CommandTest):
        return _command_passed(spec, image, engine, limits)
    return _request_passed(spec, image, engine, probe, limits)


def _command_passed(spec: CommandTest, image: str, engine: Engine, limits: Limits) -> SmokeTest:
    check = " ".join(spec.command) if spec.command is not None else "the image's own command"
    try:
        result = engine.run(image, spec.command, limits)
    except RunFailed as failure:
        raise SmokeTestFailed(f"{check}: {failure}") from failure
    if result.exit_status != 0:
        printed = _shown(result.output.strip())
        raise SmokeTestFailed(f"{check} ended with status {result.exit_status}, expected 0; it printed: {printed}")
    if result.output != spec.output:
        raise SmokeTestFailed(f"{check}: expected {_shown(spec.output)}, got {_shown(result.output)}")
    held = _held(limits, engine)
    return SmokeTest("command", check, spec.output, result.output, result.seconds, spec.read_only, held)


def _request_passed(spec: HttpTest, image: str, engine: Engine, probe: Probe, limits: Limits) -> SmokeTest:
    check = f"GET {spec.path} on port {spec.port}"
    try:
        reply = engine.ask(image, spec.port, spec.path, probe.image(), limits)
    except RunFailed as failure:
        raise SmokeTestFailed(f"{check}: {failure}") from failure
    expected, got = f"{spec.status} {spec.body}", f"{reply.status} {reply.body}"
    if got != expected:
        raise SmokeTestFailed(f"{check}: expected {_shown(expected)}, got {_shown(got)}")
    return SmokeTest("http", check, expected, got, reply.seconds, spec.read_only, _held(limits, engine))


def _held(limits: Limits, engine: Engine) -> SmokeTestLimits:
    """Return the limits that were kept to: the engine's own word on which it cannot set."""
    return SmokeTestLimits(
        cpus=None if "cpus" in engine.unlimited else limits.cpus,
        memory=None if "memory" in engine.unlimited else limits.memory,
        pids=None if "pids" in engine.unlimited else limits.pids,
        seconds=limits.seconds,
        output=limits.output,
    )


def _shown(text: str) -> str:
    """Return a text in quotes; of a long one the end, where programs say what is wrong."""
    return repr(text) if len(text) <= _SHOWN else f"{text[-_SHOWN:]!r} at the end of {len(text)} characters"
