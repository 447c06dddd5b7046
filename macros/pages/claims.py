"""Claims: a sentence of a page with conditions that the measurements must bear out, and its mark.

A condition that is false refuses the site. One that cannot be checked, since a side was not measured, or was measured
on another platform than the site's, is no fault: the sentence stands, and its mark says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..records.results import ClaimResult, ConditionResult
from ..units import format_size
from .answers import figure_of
from .facts import IN_WORDS, Condition, Fact, Missing
from .notes import Note, note_id
from .rendering import render
from .sheet import MacroFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .door import Place
    from .sheet import Sheet

_FORM = "{% call claim(size(…) < size(…)) %}the sentence{% endcall %}"
_LONGEST = 100
"""Characters of a sentence that a fault quotes."""
_OPENING = re.compile(r"#|[-*+>|]\s|\d+[.)]\s|!!!|```")
"""What means something to Markdown at the beginning of a line, and nothing within one."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence and what came of its conditions."""

    body: str
    """The sentence in Markdown, with the tokens of the figures in it."""
    mark: Markup
    """What opens the evidence."""
    false: tuple[str, ...]
    """What is wrong with each condition that is false; nothing where all hold."""
    reason: str | None
    """Why it could not be checked; None where it was."""
    conditions: tuple[ConditionResult, ...]

    def problem(self, sentence: str) -> str:
        """Return what a fault says of a false claim, whose sentence is given as text."""
        quoted = sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST].rstrip()}…"
        return f'"{quoted}" is false: {"; ".join(self.false)}'

    def result(self, place: Place, sentence: str) -> ClaimResult:
        """Return what is published about a claim that is not false."""
        told = (place.where, place.line, sentence)
        return ClaimResult(*told, "holds" if self.reason is None else "not checked", self.reason, self.conditions)

    def around(self, token: str) -> str:
        """Return the sentence with its mark, as Markdown takes it."""
        state = "" if self.reason is None else " tare-claim--unchecked"
        return f'<span class="tare-claim{state}">{self.body}{token}</span>'


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a condition, as the evidence shows it."""

    text: str
    """Empty for a number or a bound, which its figure tells."""
    figure: Markup
    parts: tuple[tuple[str, Markup], ...]
    """What it was reckoned from, in words and figures."""


def claim(sheet: Sheet, *conditions: object, caller: Callable[[], str] | None = None) -> Claim:
    """Return the claim of the sentence that stands between the block's ends.

    Raises MacroFault for what is no condition, and for what is no sentence.
    """
    body = _sentence(caller)
    compared = [_condition(each) for each in conditions]
    if not compared:
        raise MacroFault("a claim has no condition", f"write {_FORM}")
    reasons = {each.text: _why_unchecked(each, sheet.platform) for each in compared}
    false = tuple(_falseness(each) for each in compared if not each.holds and reasons[each.text] is None)
    reason = "; ".join(dict.fromkeys(each for each in reasons.values() if each)) or None
    results = tuple(
        ConditionResult(each.left.text, each.operator, each.right.text, _number(each.left), _number(each.right))
        for each in compared
    )
    return Claim(body, evidence(sheet, compared, reason), false, reason, results)


def evidence(sheet: Sheet, conditions: list[Condition], reason: str | None) -> Markup:
    """Return the mark that opens the conditions with their figures; `reason` says why they could not be checked."""
    take_sheets(sheet, (side for condition in conditions for side in condition.sides))
    rows = [(_side(each.left), IN_WORDS[each.operator], _side(each.right)) for each in conditions]
    told = " and ".join(each.text for each in conditions)
    target = note_id("claim", f"{told} {reason}")
    sheet.notes[target] = Note("claim_note.html", {"id": target, "reason": reason, "rows": rows})
    return render("claim_mark.html", target=target, checked=reason is None)


def take_sheets(sheet: Sheet, facts: Iterable[Fact]) -> None:
    """Take over what the figures of facts open and stand on, for they are shown in the evidence."""
    for leaf in (leaf for fact in facts for leaf in fact.leaves):
        if leaf.sheet is not None:
            sheet.take(leaf.sheet)


def _sentence(caller: Callable[[], str] | None) -> str:
    if caller is None:
        raise MacroFault("a claim has no sentence", f"write {_FORM}")
    body = caller().strip()
    if not body:
        raise MacroFault("a claim has no sentence", f"write {_FORM}")
    if re.search(r"\n[ \t]*\n", body):
        raise MacroFault("a claim goes over several paragraphs", "claim each sentence by itself")
    if _OPENING.match(body):
        raise MacroFault(f"a claim begins with `{body.split()[0]}`", "put that before {% call claim(…) %}")
    return body


def _condition(value: object) -> Condition:
    if isinstance(value, Condition):
        return value
    text = value.text if isinstance(value, Fact) else str(value)
    raise MacroFault(f"`{text}` is no comparison of what was measured", f"write {_FORM}")


def _why_unchecked(condition: Condition, platform: str) -> str | None:
    holds = condition.holds  # tells what is wrong, before anything else
    for side in condition.sides:
        if isinstance(side.value, Missing):
            return side.value.reason
        other = sorted(side.platforms - {platform})
        if other:
            return f"`{side.text}` was measured on {', '.join(other)}, and this site is about {platform}"
    assert holds is not None, "both sides have values"  # noqa: S101 - a bug, not a condition
    return None


def _falseness(condition: Condition) -> str:
    left, right = condition.sides
    right_told = right.text if right.is_constant else f"{right.text}, which is {_figures(right)}"
    return f"{left.text} is {_figures(left)}, not {condition.operator} {right_told}"


def _figures(side: Fact) -> str:
    value = _number(side)
    if value is None:
        return "not known"
    if side.unit == "bytes":
        return f"{format_size(round(value))} ({value:,.0f} bytes)"
    return f"{value:,.4g}" if value % 1 else f"{value:,.0f}"


def _number(side: Fact) -> float | None:
    return side.value if isinstance(side.value, int | float) else None


def _side(fact: Fact) -> Side:
    reckoned = bool(fact.operands)
    parts = tuple((leaf.text, figure_of(leaf)) for leaf in fact.leaves if reckoned and not leaf.is_constant)
    figure = Markup("not known") if reckoned and isinstance(fact.value, Missing) else figure_of(fact)
    return Side("" if fact.is_constant and not reckoned else fact.text, figure, parts)
