"""Decides what has to be measured: from catalog, pins and records to the work that is left, variant by variant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..bases.pins import NoStandIn
from ..catalog.model import Example, Variant
from ..errors import did_you_mean
from ..records.measurement import Base, Digest, NotMeasured, SmokeTest
from ..records.stations import BuildRecord, Weighing
from .keys import build_inputs, digest_of, ruler_input, smoke_key, smoke_test_input, weighing_key

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from ..bases.pins import Pinned
    from ..catalog.model import Catalog
    from ..records.store import Store
    from ..settings import Settings

_ENGINE_NAME = "docker"
"""What every engine that can be set is: the embedded one is a Docker Engine."""


@dataclass(frozen=True, slots=True)
class Work:
    """One variant: what its measurement depends on, and what of it is there already."""

    variant: Variant
    example: Example
    bases: tuple[Base, ...]
    """What each base reference of the Dockerfile is pinned to, once each."""
    named_contexts: Mapping[str, str]
    """Base reference → what takes its place in the build."""
    inputs: Mapping[str, Digest]
    """Everything that the measurement depends on, by name."""
    key: Digest
    """Over all inputs: the measurement's own."""
    build_key: Digest
    """Over the inputs that concern the build."""
    build: BuildRecord | None
    weighing: Weighing | None
    smoke_test: SmokeTest | None
    stale: bool
    """The build is too old: it is to be made anew, and its records stand only if that cannot be done."""

    @property
    def complete(self) -> bool:
        """Whether every record is there, however old."""
        return self.build is not None and self.weighing is not None and self.smoke_test is not None

    @property
    def done(self) -> bool:
        """Whether nothing has to be measured."""
        return self.complete and not self.stale


@dataclass(frozen=True, slots=True)
class Plan:
    """What is there and what has to be done."""

    works: tuple[Work, ...]
    """In the catalog's order."""
    not_measured: tuple[NotMeasured, ...]
    """Variants that cannot be measured here, with the reason."""

    def only(self, references: Collection[str]) -> Plan:
        """Return the part of the plan that concerns these image references."""
        return Plan(
            tuple(work for work in self.works if str(work.variant.reference) in references),
            tuple(outcome for outcome in self.not_measured if outcome.reference in references),
        )


def decide(  # noqa: PLR0913, PLR0917 - everything that a decision depends on is an argument
    catalog: Catalog,
    pins: Mapping[str, Pinned | NoStandIn],
    store: Store,
    settings: Settings,
    now: datetime,
    platform: str,
    ruler_version: str,
) -> Plan:
    """Return, for each variant, what can be reused and what must be done.

    `pins` holds every base reference of the catalog, as written; `now` is with time zone; `platform` is one as
    "linux/amd64". Records and files are read, nothing is changed.
    """
    works: list[Work] = []
    not_measured: list[NotMeasured] = []
    for example in catalog.examples:
        for variant in example.variants:
            references = tuple(dict.fromkeys(use.reference for use in variant.dockerfile.bases(variant.target)))
            missing = [(reference, pin) for reference in references if isinstance(pin := pins[reference], NoStandIn)]
            if missing:
                not_measured.append(_not_measured(variant, *missing[0]))
                continue
            pinned = {reference: pin for reference in references if not isinstance(pin := pins[reference], NoStandIn)}
            works.append(_work(variant, example, pinned, store, settings, now, platform, ruler_version))
    return Plan(tuple(works), tuple(not_measured))


def _work(  # noqa: PLR0913, PLR0917 - as above
    variant: Variant,
    example: Example,
    pinned: Mapping[str, Pinned],
    store: Store,
    settings: Settings,
    now: datetime,
    platform: str,
    ruler_version: str,
) -> Work:
    bases = tuple(pin.base for pin in pinned.values())
    of_build = build_inputs(variant, example, bases, platform, _ENGINE_NAME, settings.image_store)
    inputs = of_build | {"smoke_test": smoke_test_input(variant.smoke_test), "ruler": ruler_input(ruler_version)}
    build_key = digest_of(of_build)
    build = store.build(build_key)
    weighing = smoke_test = None
    if build is not None:
        weighing = store.weighing(weighing_key(build.config_digest, ruler_version))
        smoke_test = store.smoke_test(smoke_key(build.config_digest, variant.smoke_test))
    return Work(
        variant=variant,
        example=example,
        bases=bases,
        named_contexts={reference: pin.named_context for reference, pin in pinned.items()},
        inputs=inputs,
        key=digest_of(inputs),
        build_key=build_key,
        build=build,
        weighing=weighing,
        smoke_test=smoke_test,
        stale=build is not None and now - build.oldest_step_at >= settings.freshness,
    )


def _not_measured(variant: Variant, reference: str, pin: NoStandIn) -> NotMeasured:
    # A mistyped `--from=builder` names an image that does not exist.
    stages = [stage.name for stage in variant.dockerfile.stages if stage.name]
    hint = did_you_mean(reference, stages)
    use = next(use for use in variant.dockerfile.bases(variant.target) if use.reference == reference)
    place = f"{'/'.join(variant.dockerfile.path.parts[-3:])}:{use.line}"
    reason = f"{place}: {pin.reason}; {hint}" if hint else f"{place}: {pin.reason}"
    return NotMeasured(str(variant.reference), reason, variant.needs_registry)
