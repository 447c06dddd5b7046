"""Decides what has to be measured: from catalog, pins and records to the work that is left, variant by variant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ..bases.pins import NotPinned, Pinned
from ..catalog.model import Example, Variant
from ..errors import did_you_mean
from ..records.measurement import Base, Digest, NotMeasured, SmokeTest
from ..records.stations import BuildRecord, Weighing
from .keys import build_inputs, digest_of, measurement_inputs, smoke_key, weighing_key

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..catalog.model import Catalog
    from ..records.store import Store


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a decision depends on beside sources, bases and records."""

    engine_name: str
    """"docker" or "podman"."""
    image_store: str
    platform: str
    """The engine's own, for example "linux/amd64"."""
    ruler_version: str
    now: datetime
    """With time zone."""
    freshness: timedelta
    """How old a measurement may be."""
    refresh: bool = False
    """Measure anew whatever the age."""


@dataclass(frozen=True, slots=True)
class Work:
    """One variant: what its measurement depends on, and what of it is there already."""

    variant: Variant
    example: Example
    pins: tuple[Pinned, ...]
    """What each base reference of the Dockerfile is pinned to, once each."""
    inputs: Mapping[str, Digest]
    """Everything that the measurement depends on, by name."""
    key: Digest
    """Over all inputs: the measurement's own."""
    build_key: Digest
    """Over the inputs that concern the build."""
    build: BuildRecord | None
    weighing: Weighing | None
    smoke_tests: tuple[SmokeTest, ...] | None
    """Those that it passed, in the order of their declaration; None where one is missing."""
    stale: bool
    """The build is too old: it is to be made anew, and its records stand only if that cannot be done."""
    unlisted: bool = False
    """A page asks for its files and the store has lost their list: it is to be weighed anew, if that can be done."""

    @property
    def bases(self) -> tuple[Base, ...]:
        """What each base reference is pinned to, as its record tells it."""
        return tuple(pin.base for pin in self.pins)

    @property
    def named_contexts(self) -> dict[str, str]:
        """Base reference → what takes its place in the build."""
        return {pin.base.reference: pin.named_context for pin in self.pins}

    @property
    def complete(self) -> bool:
        """Whether every record is there, however old."""
        return self.build is not None and self.weighing is not None and self.smoke_tests is not None

    @property
    def done(self) -> bool:
        """Whether nothing has to be measured."""
        return self.complete and not self.stale and not self.unlisted


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


def decide(
    catalog: Catalog, pins: Mapping[str, Pinned | NotPinned], store: Store, circumstances: Circumstances
) -> Plan:
    """Return, for each variant, what can be reused and what must be done.

    `pins` holds every base reference of the catalog, as written. Records and files are read, nothing is changed.
    """
    works: list[Work] = []
    not_measured: list[NotMeasured] = []
    for example in catalog.examples:
        for variant in example.variants:
            found = [pins[reference] for reference in variant.base_references]
            missing = next((pin for pin in found if isinstance(pin, NotPinned)), None)
            if missing is not None:
                not_measured.append(_not_measured(variant, missing))
                continue
            pinned = tuple(pin for pin in found if isinstance(pin, Pinned))
            works.append(_work(variant, example, pinned, store, circumstances))
    return Plan(tuple(works), tuple(not_measured))


def _work(
    variant: Variant, example: Example, pins: tuple[Pinned, ...], store: Store, circumstances: Circumstances
) -> Work:
    bases = tuple(pin.base for pin in pins)
    engine, image_store = circumstances.engine_name, circumstances.image_store
    ruler = circumstances.ruler_version
    of_build = build_inputs(variant, example, bases, circumstances.platform, engine, image_store)
    inputs = measurement_inputs(of_build, variant, ruler)
    build_key = digest_of(of_build)
    build = store.build(build_key)
    weighing = smoke_tests = None
    if build is not None:
        weighing = store.weighing(weighing_key(build.config_digest, ruler))
        smoke_tests = _passed(variant, build.config_digest, store)
    return Work(
        variant=variant,
        example=example,
        pins=pins,
        inputs=inputs,
        key=digest_of(inputs),
        build_key=build_key,
        build=build,
        weighing=weighing,
        smoke_tests=smoke_tests,
        stale=build is not None and _is_old(build, circumstances),
    )


def _passed(variant: Variant, config_digest: Digest, store: Store) -> tuple[SmokeTest, ...] | None:
    found = [store.smoke_test(smoke_key(config_digest, spec)) for spec in variant.smoke_tests]
    passed = tuple(record for record in found if record is not None)
    return passed if len(passed) == len(found) else None


def _is_old(build: BuildRecord, circumstances: Circumstances) -> bool:
    return circumstances.refresh or circumstances.now - build.oldest_step_at >= circumstances.freshness


def _not_measured(variant: Variant, pin: NotPinned) -> NotMeasured:
    # A mistyped `--from=builder` names an image that does not exist.
    stages = [stage.name for stage in variant.dockerfile.stages if stage.name]
    hint = did_you_mean(pin.reference, stages)
    use = next(use for use in variant.dockerfile.bases(variant.target) if use.reference == pin.reference)
    place = f"{'/'.join(variant.dockerfile.path.parts[-3:])}:{use.line}"
    reason = f"{place}: {pin.reason}; {hint}" if hint else f"{place}: {pin.reason}"
    return NotMeasured(str(variant.reference), reason, variant.needs_registry)
