"""Runs smoke tests on a running engine: from what a variant declares to a record that it passed, or the failure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..catalog.model import CommandTest
from ..engines.engine import LIMITS, Emulator, Engine, RunFailed
from ..records.measurement import SmokeTest, SmokeTestLimits
from .emulators import Emulators
from .probe import Probe

if TYPE_CHECKING:
    from ..catalog.model import HttpTest, SmokeTestSpec
    from ..engines.engine import Limits
    from ..plan.decisions import Work
    from ..records.stations import BuildRecord

_SHOWN = 500
"""Characters of output that a message shows."""
_MUST_WRITE = (
    "its root file system was read-only and /tmp empty, and it passes where it may write; "
    "if the app must write outside /tmp, say `read_only = false` there"
)


class SmokeTestFailed(Exception):
    """An image that does not do its job; the message says what was expected and what came."""


@dataclass(frozen=True, slots=True)
class Testers:
    """What runs smoke tests: an engine, what asks apps over HTTP, what runs programs for other platforms."""

    engine: Engine
    probe: Probe
    emulators: Emulators


@dataclass(frozen=True, slots=True)
class _Subject:
    """An image that is tested."""

    image: str
    emulator: Emulator | None
    """What runs its program where it is for another platform than the engine's."""
    emulator_version: str | None
    """What that says it is."""


def smoke_test(work: Work, spec: SmokeTestSpec, record: BuildRecord, testers: Testers) -> SmokeTest:
    """Run one smoke test of a variant. Raises SmokeTestFailed with what was expected and what came, SurroundingsError.

    An image for another platform than the engine's own is run through an emulator.
    """
    specs = work.variant.smoke_tests
    which = f" {specs.index(spec) + 1} of {len(specs)}" if len(specs) > 1 else ""
    emulator, version = testers.emulators.for_platform(work.variant.platform) or (None, None)
    subject = _Subject(record.image_id, emulator, version)
    try:
        return _passed(spec, subject, testers)
    except SmokeTestFailed as failure:
        through = f" through {version}" if version is not None else ""
        reason = f"examples/{work.example.name}.toml: smoke test{which}{through}: {failure}"
        if spec.read_only and _passes_where_it_may_write(spec, subject, testers):
            reason = f"{reason}; {_MUST_WRITE}"
        raise SmokeTestFailed(reason) from failure


def _passes_where_it_may_write(spec: SmokeTestSpec, subject: _Subject, testers: Testers) -> bool:
    try:
        _passed(replace(spec, read_only=False), subject, testers)
    except SmokeTestFailed:
        return False
    return True


def _passed(spec: SmokeTestSpec, subject: _Subject, testers: Testers) -> SmokeTest:
    limits = replace(LIMITS, read_only=spec.read_only)
    if isinstance(spec, CommandTest):
        passed = _command_passed(spec, subject, testers.engine, limits)
    else:
        passed = _request_passed(spec, subject, testers, limits)
    return replace(passed, emulator=subject.emulator_version)


def _command_passed(spec: CommandTest, subject: _Subject, engine: Engine, limits: Limits) -> SmokeTest:
    check = " ".join(spec.command) if spec.command is not None else "the image's own command"
    try:
        result = engine.run(subject.image, spec.command, limits, subject.emulator)
    except RunFailed as failure:
        raise SmokeTestFailed(f"{check}: {failure}") from failure
    if result.exit_status != 0:
        printed = _shown(result.output.strip())
        raise SmokeTestFailed(f"{check} ended with status {result.exit_status}, expected 0; it printed: {printed}")
    if result.output != spec.output:
        raise SmokeTestFailed(f"{check}: expected {_shown(spec.output)}, got {_shown(result.output)}")
    held = _held(limits, engine)
    return SmokeTest("command", check, spec.output, result.output, result.seconds, spec.read_only, held)


def _request_passed(spec: HttpTest, subject: _Subject, testers: Testers, limits: Limits) -> SmokeTest:
    check = f"GET {spec.path} on port {spec.port}"
    try:
        probe = testers.probe.image()
        reply = testers.engine.ask(subject.image, spec.port, spec.path, probe, limits, subject.emulator)
    except RunFailed as failure:
        raise SmokeTestFailed(f"{check}: {failure}") from failure
    expected, got = f"{spec.status} {spec.body}", f"{reply.status} {reply.body}"
    if got != expected:
        raise SmokeTestFailed(f"{check}: expected {_shown(expected)}, got {_shown(got)}")
    return SmokeTest("http", check, expected, got, reply.seconds, spec.read_only, _held(limits, testers.engine))


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
