"""Has the images of this project in an engine: what examples/ builds, the stand-ins, and the parts of these."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from macros.bases.pins import Pinned, pin_all, private_name
from macros.bases.recipes import read_recipes, with_parts
from macros.bases.standins import ensure
from macros.bases.surroundings import read_surroundings
from macros.catalog.examples import read_catalog
from macros.engines import ours
from macros.engines.engine import BuildRequest
from macros.progress import Lines
from macros.records.store import Store
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros.bases.recipes import Recipe
    from macros.catalog.model import Example, Variant
    from macros.engines.engine import Engine
    from macros.settings import Settings


def ensure_variants(engine: Engine, settings: Settings, *references: str) -> dict[str, str]:
    """Have variants of examples/ in the engine, all that need no registry or those named; return
    their names in it by their references.

    One that the engine holds is left as it is; the others are built as the lab builds them.
    """
    catalog, faults = read_catalog(ROOT)
    assert not faults
    variants = [
        (example, variant)
        for example in catalog.examples
        for variant in example.variants
        if str(variant.reference) in references or not (references or variant.needs_registry)
    ]
    names = {str(variant.reference): ours.private_name(str(variant.reference)) for _, variant in variants}
    absent = [pair for pair in variants if engine.details(names[str(pair[1].reference)]) is None]
    pins = _pins([base for _, variant in absent for base in variant.base_references], engine, settings)
    ensure([pin.recipe for pin in pins.values() if pin.recipe is not None], engine, settings, Lines(sys.stderr))
    for example, variant in absent:
        _build(example, variant, pins, engine)
    return names


def ensure_stand_ins(engine: Engine, settings: Settings, *references: str) -> dict[str, str]:
    """Have stand-ins and their parts in the engine, all or those named; return their names in it by their recipes'."""
    recipes = [recipe for name, recipe in read_recipes().items() if not references or name in references]
    ensure(recipes, engine, settings, Lines(sys.stderr))
    return {recipe.name: private_name(recipe, read_surroundings()) for recipe in _held(recipes, engine)}


def _held(recipes: Iterable[Recipe], engine: Engine) -> list[Recipe]:
    """Return recipes and those of their parts that the engine still holds."""
    surroundings = read_surroundings()
    return [recipe for recipe in with_parts(recipes) if engine.details(private_name(recipe, surroundings)) is not None]


def _pins(references: Iterable[str], engine: Engine, settings: Settings) -> dict[str, Pinned]:
    now = datetime.now(UTC)
    store = Store(settings.home)
    pins = pin_all(set(references), engine.platform, store, now, refresh=False, environment=os.environ)
    found = {reference: pin for reference, pin in pins.items() if isinstance(pin, Pinned)}
    assert found.keys() == pins.keys(), pins
    return found


def _build(example: Example, variant: Variant, pins: dict[str, Pinned], engine: Engine) -> None:
    request = BuildRequest(
        name=ours.private_name(str(variant.reference)),
        dockerfile=variant.dockerfile.path,
        context=example.folder,
        target=variant.target,
        named_contexts={base: pins[base].named_context for base in variant.base_references},
    )
    engine.build(request, lambda _: None)
