"""Holds a built site against itself: what its pages show, claim and decide against its `results.json`."""

from __future__ import annotations

import json
import math
import operator
from typing import TYPE_CHECKING, Any

import jsonschema

from macros.pages.expressions import evaluate, is_of_sources, text_of
from tests.docs.built import read_page
from tests.sabotage.adding_up import wrong_ladders
from tests.sabotage.decided import wrong_myths
from tests.sabotage.keeping_out import wrong_ledgers
from tests.sabotage.rebuilding import wrong_experiments
from tests.sabotage.reckoning import Evidence, NotReckoned, reckon

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_DIGITS = 1e-9


def untruths(project: Path) -> Iterator[str]:
    """Yield a sentence for each figure that is not the one in results, and what does not hold by them."""
    site = project / "site"
    results = json.loads((site / "results.json").read_bytes())
    evidence = Evidence(results, project / "examples")
    schema = json.loads((site / "results.schema.json").read_bytes())
    try:
        jsonschema.validate(results, schema)
    except jsonschema.ValidationError as error:
        yield f"results.json does not obey its schema: {error.message}"
    for path in sorted(site.rglob("*.html")):
        yield from _wrong_figures(path.relative_to(site).as_posix(), path, evidence)
    for claim in results.get("claims", ()):
        yield from _wrong_claim(claim, evidence)
    yield from wrong_myths(project, results)
    yield from wrong_ladders(project, results)
    yield from wrong_experiments(site, results)
    yield from wrong_ledgers(site, evidence)


def _wrong_figures(name: str, path: Path, evidence: Evidence) -> Iterator[str]:
    for figure in read_page(path).figures:
        try:
            of_sources = is_of_sources(figure.expression)
            value = reckon(figure.expression, evidence) if of_sources else evaluate(figure.expression, evidence.results)
        except (KeyError, ValueError, NotReckoned) as error:
            yield f"{name}: the figure {figure.expression} cannot be reckoned: {error!r}"
            continue
        if not math.isclose(float(figure.value), value, rel_tol=_DIGITS):
            yield f"{name}: {figure.expression} is {value}, and the page has {figure.value}"
        if figure.text != text_of(figure.expression, value):
            yield f"{name}: {figure.expression} reads {figure.text}, not {text_of(figure.expression, value)}"


def _wrong_claim(claim: Mapping[str, Any], evidence: Evidence) -> Iterator[str]:
    place = f"{claim['page']}:{claim['line']}: the claim {claim['sentence']!r}"
    if claim["status"] != "holds":
        if not claim["reason"]:
            yield f"{place} is not checked, without a reason"
        return
    for condition in claim["conditions"]:
        values = [condition["left_value"], condition["right_value"]]
        told = f"{condition['left']} {condition['operator']} {condition['right']}"
        if None in values or not _COMPARE[condition["operator"]](*values):
            yield f"{place} holds by {told}, which its own figures {values} do not bear out"
            continue
        for text, value in zip((condition["left"], condition["right"]), values, strict=True):
            try:
                found = reckon(text, evidence)
            except NotReckoned as error:
                yield f"{place}: {text} cannot be reckoned anew: {error}"
                continue
            if not math.isclose(found, value, rel_tol=_DIGITS):
                yield f"{place} says {text} is {value}, and by the records it is {found}"
