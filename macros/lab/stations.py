"""Builds variants on a running engine, and brings back what was built before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..engines.engine import BuildRequest, RunFailed
from ..engines.ours import private_name
from ..records.measurement import Build
from ..records.stations import BuildRecord
from .assemble import build_steps, grows_old, has_cached_step_outside_history

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ..engines.engine import Engine
    from ..plan.decisions import Work


def build(
    work: Work, engine: Engine, cache_since: datetime, clock: Callable[[], datetime], on_step: Callable[[str], None]
) -> BuildRecord:
    """Build the variant's Dockerfile, untouched, on its pinned bases.

    `cache_since` is what a step from the build cache can be as old as. Raises BuildFailed or SurroundingsError.
    """
    # What is in a reader's build cache is nobody's word: what grows old is made anew there.
    built = engine.build(replace(_request(work), anew=not engine.identity.embedded), on_step)
    details = engine.details(built.image_id)
    if details is None:
        raise RunFailed(f"the engine does not hold {built.image_id}, which it has just built")
    built_at = clock()
    own = work.variant.dockerfile.own_instructions(work.variant.target)
    dated = zip(reversed(own), reversed(details.step_times), strict=False)
    times = [built_at, *(time for instruction, time in dated if grows_old(instruction))]
    if has_cached_step_outside_history(work.variant, built.steps):
        # Nothing says when a cached step of another stage ran.
        times.append(cache_since)
    return BuildRecord(
        image_id=built.image_id,
        config_digest=built.config_digest,
        engine=engine.identity,
        engine_size=engine.engine_size(built.image_id),
        platform=engine.platform,
        built_at=built_at,
        oldest_step_at=min(times),
        build=Build(built.seconds, built.context_bytes, build_steps(work.variant, built.steps)),
        apart=built.apart,
    )


def restore(work: Work, record: BuildRecord, engine: Engine, on_step: Callable[[str], None]) -> str | None:
    """Bring an image that was built before back from the engine's build cache; return its ID, None if it is another.

    It is the same where its layers are those that were weighed: a stand-in that was imported anew has another date,
    and so has whatever stands on it another ID. Raises BuildFailed or SurroundingsError.
    """
    built = engine.build(replace(_request(work), apart=record.apart), on_step)
    if built.config_digest == record.config_digest:
        return built.image_id
    details = engine.details(built.image_id)
    weighed = None if work.weighing is None else tuple(layer.diff_id for layer in work.weighing.layers)
    return built.image_id if details is not None and details.diff_ids == weighed else None


def _request(work: Work) -> BuildRequest:
    return BuildRequest(
        name=private_name(str(work.variant.reference)),
        dockerfile=work.variant.dockerfile.path,
        context=work.example.folder,
        target=work.variant.target,
        named_contexts=work.named_contexts,
        platform=work.variant.platform,
    )
