"""Decides what base references are built on: what a registry calls them, or stand-ins where no registry answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from ..engines import ours
from ..errors import did_you_mean
from ..records.measurement import Base, StandIn
from ..records.resolutions import Resolution
from ..registries.answers import Away, Question
from ..registries.references import WrongReference, parse_reference
from .recipes import Recipe, read_recipes
from .surroundings import read_surroundings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from ..records.store import Store
    from ..registries.answers import Answer
    from ..registries.references import Reference
    from .surroundings import Surroundings

PREFIX = f"{ours.PREFIX}stand-in/"
"""What the private names of stand-ins begin with."""
_HASH_LENGTH = 12
_TRUSTED = timedelta(days=1)
"""How long a registry's word on a tag holds. On a digest it holds for ever."""
_CONTEXT = "docker-image://"


@dataclass(frozen=True, slots=True)
class Pinned:
    """A base reference and the one image that a build gets for it."""

    base: Base
    named_context: str
    """For example "docker-image://docker.io/library/python:3.12-slim@sha256:…", or with a stand-in's private name."""
    recipe: Recipe | None
    """The stand-in's, which is to be made first; None for an image of a registry."""
    warning: str | None
    """One sentence where the registry could not be asked, or refused, and what it said before stands."""

    @property
    def name(self) -> str:
        """What an engine calls the image."""
        return self.named_context.removeprefix(_CONTEXT)


@dataclass(frozen=True, slots=True)
class NotPinned:
    """A base reference that there is no image for, and why."""

    reference: str
    reason: str


def pin_all(  # noqa: PLR0913 - clock, store and environment are arguments of what acts
    references: Collection[str],
    platform: str,
    store: Store,
    now: datetime,
    *,
    refresh: bool,
    environment: Mapping[str, str],
) -> dict[str, Pinned | NotPinned]:
    """Return what each base reference, as a Dockerfile writes it, is built on for a platform such as "linux/amd64".

    Registries are asked for what is not known yet, or is known for more than a day; all of it with `refresh`. All
    are asked at once, with the proxies and Docker credentials of the environment, so that it takes some three seconds
    where nothing answers. What they say is filed in the store. A reference with a digest is asked for once in its
    life; where its registry is away then, it is not pinned: only the registry knows its platforms, and no stand-in is
    that image. Raises SurroundingsError where the store cannot be used.
    """
    pins: dict[str, Pinned | NotPinned] = {}
    asked: dict[str, Question] = {}
    for reference in references:
        try:
            parsed = parse_reference(reference)
        except WrongReference as wrong:
            pins[reference] = NotPinned(reference, str(wrong))
            continue
        known = store.resolution(_key(parsed, platform))
        if known is not None and is_trusted(known, parsed, now, refresh=refresh):
            pins[reference] = _resolved(reference, parsed, known, None)
        else:
            asked[reference] = Question(parsed, platform, known)
    answers = _ask(set(asked.values()), environment, now)
    for question, answer in answers.items():
        if isinstance(answer, Resolution):
            store.add_resolution(_key(question.reference, platform), answer)
    return pins | {reference: pinned(reference, asked[reference], answers[asked[reference]]) for reference in asked}


def is_trusted(known: Resolution, reference: Reference, now: datetime, *, refresh: bool) -> bool:
    """Return whether what a registry once said of a reference needs no asking again."""
    if reference.digest is not None:
        return True
    return not refresh and timedelta(0) <= now - known.checked_at < _TRUSTED


def pinned(reference: str, question: Question, answer: Answer) -> Pinned | NotPinned:
    """Return what a base reference is built on, given what its registry answered.

    A reference that a registry once knew keeps what it was, with a warning; a stand-in takes the place only of one
    that no registry was ever reached for.
    """
    if isinstance(answer, Resolution):
        return _resolved(reference, question.reference, answer, None)
    if question.known is not None:
        since = f"{question.known.checked_at:%Y-%m-%d %H:%M} UTC"
        return _resolved(
            reference, question.reference, question.known, f"{reference}: unchecked since {since}: {answer.reason}"
        )
    if not isinstance(answer, Away):
        return NotPinned(reference, f"{reference}: {answer.reason}")
    stand_in = stand_in_for(reference)
    if isinstance(stand_in, Pinned):
        return stand_in
    return NotPinned(reference, f"{answer.reason}, and {stand_in.reason}")


def stand_in_for(reference: str) -> Pinned | NotPinned:
    """Return the stand-in for a base reference as a Dockerfile writes it, or a sentence on what there is.

    Recipes and surroundings are read once a process; nothing is changed, no registry and no engine is asked.
    """
    return stand_in_among(reference, _recipes(), _surroundings())


def stand_in_among(reference: str, recipes: Mapping[str, Recipe], surroundings: Surroundings) -> Pinned | NotPinned:
    """Return the stand-in for a base reference among these recipes, on a machine with these surroundings."""
    parsed = parse_reference(reference)
    if parsed.digest is not None:
        return NotPinned(reference, f"{reference} has no stand-in, since a digest names one image only")
    stand_ins = {name: recipe for name, recipe in recipes.items() if recipe.is_stand_in}
    recipe = stand_ins.get(parsed.familiar)
    if recipe is None:
        known = ", ".join(sorted(stand_ins))
        hint = did_you_mean(parsed.familiar, stand_ins)
        reason = f"{reference} has no stand-in; those that have one are {known}"
        return NotPinned(reference, f"{reason}; {hint}" if hint else reason)
    stand_in = StandIn(recipe.name, recipe.digest, recipe.contents, recipe.official)
    base = Base(reference=reference, digest=None, stand_in=stand_in)
    return Pinned(base, f"{_CONTEXT}{private_name(recipe, surroundings)}", recipe, None)


def private_name(recipe: Recipe, surroundings: Surroundings) -> str:
    """Return a recipe's image's name in an engine: another one for each change of the recipe or the surroundings."""
    made_from = hashlib.sha256(f"{recipe.digest} {surroundings.digest}".encode()).hexdigest()
    return f"{_stem(recipe)}{made_from[:_HASH_LENGTH]}"


def is_name_of(name: str, recipe: Recipe) -> bool:
    """Return whether a private name is one that the recipe's image has or had."""
    rest = name.removeprefix(_stem(recipe))
    return rest != name and len(rest) == _HASH_LENGTH and "-" not in rest


def _ask(questions: Collection[Question], environment: Mapping[str, str], now: datetime) -> Mapping[Question, Answer]:
    if not questions:
        return {}
    # A day's first run alone needs what asks registries.
    from ..registries.asking import ask

    return ask(questions, environment, now)


def _key(reference: Reference, platform: str) -> str:
    return f"sha256:{hashlib.sha256(f'{reference} {platform}'.encode()).hexdigest()}"


def _resolved(reference: str, parsed: Reference, known: Resolution, warning: str | None) -> Pinned:
    base = Base(
        reference=reference,
        digest=known.digest,
        stand_in=None,
        platform_digest=known.platform_digest,
        transfer_size=known.transfer_size,
        checked_at=known.checked_at,
    )
    tag = f":{parsed.tag}" if parsed.tag else ""
    return Pinned(base, f"{_CONTEXT}{parsed.name}{tag}@{known.digest}", None, warning)


def _stem(recipe: Recipe) -> str:
    repository, _, tag = recipe.name.partition(":")
    return f"{PREFIX}{repository}:{tag}-" if tag else f"{PREFIX}{repository}:"


@cache
def _recipes() -> Mapping[str, Recipe]:
    return read_recipes()


@cache
def _surroundings() -> Surroundings:
    return read_surroundings()
