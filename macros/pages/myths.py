"""Myths: a statement that people make, the conditions that decide it, and one paragraph that says why.

The verdict is computed, and never a fault: where a figure moves, it turns. The paragraph is an author's, written for
one verdict. Under another one it would be a false sentence, so it is left out, and whoever builds the site is warned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from ..errors import Fault
from ..records.results import ConditionResult, MythResult, Verdict
from .compared import condition_of, result_of, side_of, take_sheets, why_unchecked
from .facts import IN_WORDS, Condition
from .paragraphs import paragraph_of
from .rendering import render
from .sheet import MacroFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from .door import Place
    from .sheet import Sheet

_FORM = '{% call myth("a statement", size(…) < size(…), why="false") %}why it is so{% endcall %}'
_TOLD: dict[Verdict, str] = {
    "true": "Every line below bears it out",
    "false": "No line below bears it out",
    "depends": "Some lines below bear it out, others do not",
    "not decided": "Not everything that decides it is known",
}
"""Why the verdict is what it is, in words."""
_WORDS = {**IN_WORDS, "!=": "different from"}
"""What follows on "is" and on "is not"."""


@dataclass(frozen=True, slots=True)
class Myth:
    """A statement and what came of its conditions."""

    statement: str
    """In Markdown, on one line."""
    verdict: Verdict
    written_for: Literal["true", "false", "depends"]
    """The verdict that the paragraph explains."""
    paragraph: str
    """In Markdown, with the tokens of what is in it; empty where it is left out."""
    evidence: Markup
    """The verdict with the conditions that decide it, and what stands in the paragraph's place."""
    reason: str | None
    """Why it was not decided; None where it was."""
    conditions: tuple[ConditionResult, ...]

    def warning(self, place: Place) -> Fault | None:
        """Return what whoever builds the site is told; None where the paragraph stands, or nothing was decided."""
        if self.verdict in (self.written_for, "not decided"):
            return None
        problem = (
            f'"{self.statement}" is decided "{self.verdict}", and its paragraph is written for "{self.written_for}"'
        )
        return Fault(place.where, place.line, f"`myth`: {problem}", f'write it anew, with why="{self.verdict}"')

    def result(self, place: Place, statement: str) -> MythResult:
        """Return what is published about it; `statement` is given as text."""
        return MythResult(place.where, place.line, statement, self.verdict, self.reason, self.conditions)

    def around(self, token: str) -> str:
        """Return it as Markdown takes it: a section with a heading; the token stands for the evidence."""
        parts = (f"### {self.statement}", token, self.paragraph)
        body = "\n\n".join(part for part in parts if part)
        return f'\n\n<section class="tare-myth" markdown="block">\n\n{body}\n\n</section>\n\n'


def myth(
    sheet: Sheet, statement: object, *conditions: object, why: object, caller: Callable[[], str] | None = None
) -> Myth:
    """Return the myth whose paragraph stands between the block's ends; that is only read where it is shown.

    Raises MacroFault for what is no statement, no condition, no verdict or no paragraph.
    """
    if not isinstance(statement, str) or not statement.strip() or "\n" in statement.strip():
        raise MacroFault("the statement of a myth is not one line of text", f"write {_FORM}")
    if why not in ("true", "false", "depends"):
        raise MacroFault(f"`why` of a myth is no verdict: {why}", 'say why="true", why="false" or why="depends"')
    compared = [condition_of(each, _FORM) for each in conditions]
    if not compared:
        raise MacroFault("a myth has no condition", f"write {_FORM}")
    reasons = [why_unchecked(each, sheet.platform) for each in compared]
    reason = "; ".join(dict.fromkeys(each for each in reasons if each)) or None
    verdict = _verdict(compared) if reason is None else "not decided"
    return Myth(
        statement=statement.strip(),
        verdict=verdict,
        written_for=why,
        # What is left out claims nothing.
        paragraph=paragraph_of(caller, "myth", _FORM) if verdict == why else "",
        evidence=_evidence(sheet, compared, verdict, why, reason),
        reason=reason,
        conditions=tuple(map(result_of, compared)),
    )


def _verdict(conditions: list[Condition]) -> Verdict:
    holding = {condition.holds for condition in conditions}
    return "depends" if len(holding) > 1 else "true" if True in holding else "false"


def _evidence(
    sheet: Sheet, conditions: list[Condition], verdict: Verdict, written_for: str, reason: str | None
) -> Markup:
    take_sheets(sheet, (side for condition in conditions for side in condition.sides))
    rows = [
        (side_of(each.left), _verb(each, sheet.platform), _WORDS[each.operator], side_of(each.right))
        for each in conditions
    ]
    return render("myth.html", verdict=verdict, told=_TOLD[verdict], rows=rows, written_for=written_for, reason=reason)


def _verb(condition: Condition, platform: str) -> Literal["is", "is not", "was to be"]:
    if why_unchecked(condition, platform) is not None:
        return "was to be"
    return "is" if condition.holds else "is not"
