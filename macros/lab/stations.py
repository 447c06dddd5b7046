"""The stations of a measurement, each on a running engine: build, weigh, smoke-test."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from ..catalog.model import CommandTest
from ..engines.engine import BuildRequest, Limits, RunFailed
from ..engines.ours import private_name
from ..records.measurement import Build, SmokeTest
from ..records.stations import BuildRecord
from ..weighing.ruler import weigh
from .assemble import build_steps, grows_old, has_cached_step_outside_history

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..engines.engine import Engine
    from ..plan.decisions import Work
    from ..records.stations import Weighing
    from ..weighing.ruler import LayerCache
    from .probe import Probe

LIMITS = Limits()
_SHOWN = 500
"""Characters of output that a message shows."""


@dataclass(frozen=True, slots=True)
class Ages:
    """What bounds the age of a step that came from an engine's build cache."""

    run_began: datetime
    cache_since: datetime
    """When the cache was last known to be empty; of a shared engine's that is never known."""
    too_old: datetime
    """A step of then or before must be made anew."""


class SmokeTestFailed(Exception):
    """An image that does not do its job; the message says what was expected and what came."""


def build(
    work: Work, engine: Engine, ages: Ages, clock: Callable[[], datetime], on_step: Callable[[str], None]
) -> BuildRecord:
    """Build the variant's Dockerfile, untouched, on its pinned bases, with no step that is too old or of unknown age.

    Raises BuildFailed or SurroundingsError.
    """
    record = _build(work, engine, ages, clock, on_step)
    if engine.identity.embedded or work.stale or record.oldest_step_at > ages.too_old:
        return record
    # The cache of a shared engine is older than we are, and not ours to empty.
    on_step("building anew: a step from the engine's cache is too old, or nothing tells its age")
    return _build(replace(work, stale=True), engine, ages, clock, on_step)


def _build(
    work: Work, engine: Engine, ages: Ages, clock: Callable[[], datetime], on_step: Callable[[str], None]
) -> BuildRecord:
    built = engine.build(
        BuildRequest(
            name=private_name(str(work.variant.reference)),
            dockerfile=work.variant.dockerfile.path,
            context=work.example.folder,
            target=work.variant.target,
            named_contexts=work.named_contexts,
            anew=work.stale,
        ),
        on_step,
    )
    details = engine.details(built.image_id)
    if details is None:
        raise RunFailed(f"the engine does not hold {built.image_id}, which it has just built")
    built_at = clock()
    own = work.variant.dockerfile.own_instructions(work.variant.target)
    dated = zip(reversed(own), reversed(details.step_times), strict=False)
    times = [built_at, *(time for instruction, time in dated if grows_old(instruction))]
    if has_cached_step_outside_history(work.variant, built.steps):
        # Nothing says when a cached step of another stage ran: it is at most as old as the cache, or as this run.
        times.append(ages.run_began if work.stale and not engine.identity.embedded else ages.cache_since)
    return BuildRecord(
        image_id=built.image_id,
        config_digest=built.config_digest,
        engine=engine.identity,
        engine_size=details.engine_size,
        platform=engine.platform,
        built_at=built_at,
        oldest_step_at=min(times),
        build=Build(built.seconds, built.context_bytes, build_steps(work.variant, built.steps)),
    )


def weigh_image(record: BuildRecord, engine: Engine, layers: LayerCache) -> Weighing:
    """Weigh an image in one pass over the engine's export."""
    with engine.export(record.image_id) as archive:
        return weigh(archive, layers, record.config_digest)


def smoke_test(work: Work, record: BuildRecord, engine: Engine, probe: Probe) -> SmokeTest:
    """Run the variant's smoke test. Raises SmokeTestFailed with what was expected and what came."""
    declared = f"examples/{work.example.name}.toml: smoke test"
    spec = work.variant.smoke_test
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
