"""A challenge: its task, its start and what an answer must keep to; hints and a solution, each folded away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from ..catalog.challenge import SOLUTION, START
from ..catalog.challenges import is_base
from ..plan.challenges import challenge_named, unknown_challenge
from ..records.measurement import Measurement
from .answers import figure_of
from .diffs import diffs_of_variants
from .dockerfile import dockerfile
from .downloads import download
from .figures import difference, size
from .rendering import render
from .sheet import MacroFault
from .smoke_test import smoke_test
from .source_counts import bound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..catalog.challenge import Challenge
    from ..catalog.model import Example
    from .sheet import Sheet


def challenge(sheet: Sheet, name: str) -> Markup:
    """Return a challenge, by its name."""
    example, found = _find(sheet, name)
    start, solution = (f"{example.name}:{tag}" for tag in (START, SOLUTION))
    outcomes = [sheet.outcome(reference) for reference in (start, solution)]
    measured = [outcome for outcome in outcomes if isinstance(outcome, Measurement)]
    return render(
        "challenge.html",
        name=name,
        task=_coded(found.task),
        budget=figure_of(bound(sheet, found.budget)),
        start_size=figure_of(size(sheet, start)),
        rules=[_coded(rule) for rule in _rules(found)],
        start=dockerfile(sheet, start),
        hints=[_coded(hint) for hint in found.hints],
        solution_size=figure_of(size(sheet, solution)),
        saved=figure_of(difference(sheet, start, solution)),
        diffs=list(diffs_of_variants(*(sheet.variant(reference) for reference in (start, solution)))),
        solution=dockerfile(sheet, solution),
        smoke_test=smoke_test(sheet, solution) if len(measured) == len(outcomes) else Markup(),
        download=download(sheet, example.name),
        stand_ins=sheet.stand_in_line(measured),
    )


def _find(sheet: Sheet, name: str) -> tuple[Example, Challenge]:
    example = challenge_named(sheet.findings.catalog, name)
    if example is None or example.challenge is None:
        raise MacroFault(*unknown_challenge(sheet.findings.catalog, name))
    return example, example.challenge


def _rules(challenge: Challenge) -> Iterator[str]:
    """Yield what an answer must keep to beside the budget, one line for each kind of rule."""
    yield "it does its job: the smoke test is the challenge's own"
    for names, words in (
        (challenge.unchanged, "left as it is: {}"),
        (challenge.in_image, "in the image: {}"),
        (challenge.in_no_layer, "in no layer: {}"),
        (challenge.forbidden, "no instruction begins with {}"),
        ([each for each in challenge.required if is_base(each)], "the last stage begins with {}"),
        ([each for each in challenge.required if not is_base(each)], "an instruction begins with {}"),
    ):
        if names:
            yield words.format(", ".join(f"`{name}`" for name in names))


def _coded(text: str) -> Markup:
    """Return a text with what stands between backticks as code.

    >>> _coded("join with `&&`")
    Markup('join with <code>&amp;&amp;</code>')
    """
    parts = text.split("`")
    return Markup().join(
        Markup("<code>{}</code>").format(part) if index % 2 else part for index, part in enumerate(parts)
    )
