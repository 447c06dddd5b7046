"""Decides what a base reference is built on: a stand-in under a private name, or nothing that is there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ..errors import did_you_mean
from ..records.measurement import Base, StandIn
from .recipes import Recipe, read_recipes
from .references import familiar
from .surroundings import read_surroundings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .surroundings import Surroundings

PREFIX = "tare/stand-in/"
"""What the private names of stand-ins begin with; no repository of Docker Hub has a name of three parts."""
_HASH_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Pinned:
    """A base reference and the stand-in that takes its place."""

    base: Base
    name: str
    """The stand-in's private name in the engine."""
    recipe: Recipe

    @property
    def named_context(self) -> str:
        """What a build gets under the base reference's name."""
        return f"docker-image://{self.name}"


@dataclass(frozen=True, slots=True)
class NoStandIn:
    """A base reference that nothing can take the place of, and why."""

    reference: str
    reason: str


def pin(reference: str) -> Pinned | NoStandIn:
    """Return the stand-in for a base reference as a Dockerfile writes it, or a sentence on what there is.

    Recipes and surroundings are read once a process; nothing is changed and no engine is asked.
    """
    return pin_to(reference, _recipes(), _surroundings())


def pin_to(reference: str, recipes: Mapping[str, Recipe], surroundings: Surroundings) -> Pinned | NoStandIn:
    """Return the stand-in for a base reference among these recipes, on a machine with these surroundings."""
    stand_ins = {name: recipe for name, recipe in recipes.items() if recipe.is_stand_in}
    wanted = familiar(reference)
    if "@" in wanted:
        return NoStandIn(reference, f"{reference}: a digest names one image only, and no stand-in is that image")
    recipe = stand_ins.get(wanted)
    if recipe is None:
        known = ", ".join(sorted(stand_ins))
        hint = did_you_mean(wanted, stand_ins)
        reason = f"{reference} has no stand-in; those that have one are {known}"
        return NoStandIn(reference, f"{reason}; {hint}" if hint else reason)
    stand_in = StandIn(name=recipe.name, recipe=recipe.digest, contents=recipe.contents)
    base = Base(reference=reference, digest=None, stand_in=stand_in)
    return Pinned(base, private_name(recipe, surroundings), recipe)


def private_name(recipe: Recipe, surroundings: Surroundings) -> str:
    """Return a recipe's image's name in an engine: another one for each change of the recipe or the surroundings."""
    made_from = hashlib.sha256(f"{recipe.digest} {surroundings.digest}".encode()).hexdigest()
    return f"{_stem(recipe)}{made_from[:_HASH_LENGTH]}"


def is_name_of(name: str, recipe: Recipe) -> bool:
    """Return whether a private name is one that the recipe's image has or had."""
    rest = name.removeprefix(_stem(recipe))
    return rest != name and len(rest) == _HASH_LENGTH and "-" not in rest


def _stem(recipe: Recipe) -> str:
    repository, _, tag = recipe.name.partition(":")
    return f"{PREFIX}{repository}:{tag}-" if tag else f"{PREFIX}{repository}:"


@cache
def _recipes() -> Mapping[str, Recipe]:
    return read_recipes()


@cache
def _surroundings() -> Surroundings:
    return read_surroundings()
