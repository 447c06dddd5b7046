"""Decides each myth of a built site anew: from the words of its conditions to a verdict, held against the page."""

from __future__ import annotations

import html
import math
import operator
import re
from typing import TYPE_CHECKING, Any

from tests.sabotage.built import read_page
from tests.sabotage.reckoning import Evidence, NotReckoned, reckon
from tests.sabotage.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_SIGNS = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
_SECTION = re.compile(r'<section class="tare-myth">(.*?)</section>', re.DOTALL)
_VERDICT = re.compile(r'<p class="tare-myth__verdict[^>]*><strong>([A-Z][a-z ]*)\.</strong>')
_WRITTEN_FOR = re.compile(r'\{% call myth\(.*why="(\w+)"\) %\}')
_LEFT_OUT = re.compile(r'was written for the verdict "(\w+)", and is left out')
_PARAGRAPH = re.compile(r"</div>\s*<p>")
_UNDECIDED = "not decided"
_DIGITS = 1e-9


def wrong_myths(project: Path, results: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each myth whose verdict or paragraph is not what its conditions make of it."""
    evidence = Evidence(results, project / "examples")
    told: dict[str, list[Mapping[str, Any]]] = {}
    for myth in results.get("myths", ()):
        told.setdefault(myth["page"], []).append(myth)
    for page in sorted((project / "docs").rglob("*.md")):
        name = page.relative_to(project).as_posix()
        built = _built(project, page)
        sections = _SECTION.findall(read_page(built)) if built.is_file() else []
        myths = told.pop(name, [])
        if len(sections) != len(myths):
            yield f"{name} shows {len(sections)} myths, and results have {len(myths)}"
            continue
        lines = page.read_text(encoding="utf-8").splitlines()
        for myth, section in zip(myths, sections, strict=True):
            yield from _wrong(myth, html.unescape(section), lines[myth["line"] - 1], evidence)
    for name in told:
        yield f"results have myths of {name}, and there is no such page"


def _built(project: Path, page: Path) -> Path:
    site = project / "site" / page.relative_to(project / "docs").parent
    return site / "index.html" if page.stem == "index" else site / page.stem / "index.html"


def _wrong(myth: Mapping[str, Any], section: str, source: str, evidence: Evidence) -> Iterator[str]:
    place = f"{myth['page']}:{myth['line']}: the myth {myth['statement']!r}"
    yield from (f"{place}: {each}" for each in _other_values(myth, evidence))
    verdict = _decide(myth, evidence)
    shown = _VERDICT.search(section)
    if myth["verdict"] != verdict or shown is None or shown[1].lower() != verdict:
        yield f"{place} is {verdict}; results have {myth['verdict']}, the page {shown and shown[1]}"
    if verdict == _UNDECIDED:
        if not myth["reason"] or plain(myth["reason"]) not in plain(section):
            yield f"{place} is not decided, and the page does not say why"
        return
    written = _WRITTEN_FOR.search(source)
    left_out = _LEFT_OUT.search(section)
    has_paragraph = _PARAGRAPH.search(section) is not None
    if written is None:
        yield f"{place}: its line does not say for which verdict it is written"
    elif written[1] == verdict and (left_out is not None or not has_paragraph):
        yield f"{place} is {verdict}, and the paragraph for that is missing"
    elif written[1] != verdict and (has_paragraph or left_out is None or left_out[1] != written[1]):
        yield f"{place} is {verdict}, and the paragraph for {written[1]} is not left out"


def _decide(myth: Mapping[str, Any], evidence: Evidence) -> str:
    """Return the verdict by the words of the conditions alone; not decided where one cannot be reckoned."""
    try:
        holds = [
            _SIGNS[each["operator"]](reckon(each["left"], evidence), reckon(each["right"], evidence))
            for each in myth["conditions"]
        ]
    except NotReckoned:
        return _UNDECIDED
    return "true" if all(holds) else "depends" if any(holds) else "false"


def _other_values(myth: Mapping[str, Any], evidence: Evidence) -> Iterator[str]:
    for condition in myth["conditions"]:
        for side in ("left", "right"):
            told = condition[f"{side}_value"]
            try:
                found = reckon(condition[side], evidence)
            except NotReckoned:
                if told is not None:
                    yield f"{condition[side]} is told as {told}, and cannot be reckoned"
                continue
            if told is None or not math.isclose(told, found, rel_tol=_DIGITS):
                yield f"{condition[side]} is told as {told}, and by the records it is {found}"
