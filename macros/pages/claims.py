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
from .compared import condition_of, number_of, result_of, side_of, take_sheets, why_unchecked
from .facts import IN_WORDS, Condition, Fact
from .notes import Note, note_id
from .rendering import render
from .sheet import MacroFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from .door import Place
    from .sheet import Sheet

_FORM = "{% call claim(size(…) < size(…)) %}the sentence{% endcall %}"
_LONGEST = 100
"""Characters of a sentence that a fault quotes."""
OPENING = re.compile(r"#|[-*+>|]\s|\d+[.)]\s|!!!|```")
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


def claim(sheet: Sheet, *conditions: object, caller: Callable[[], str] | None = None) -> Claim:
    """Return the claim of the sentence that stands between the block's ends.

    Raises MacroFault for what is no condition, and for what is no sentence.
    """
    body = _sentence(caller)
    compared = [condition_of(each, _FORM) for each in conditions]
    if not compared:
        raise MacroFault("a claim has no condition", f"write {_FORM}")
    reasons = {each.text: why_unchecked(each, sheet.platform) for each in compared}
    false = tuple(_falseness(each) for each in compared if not each.holds and reasons[each.text] is None)
    reason = "; ".join(dict.fromkeys(each for each in reasons.values() if each)) or None
    return Claim(body, evidence(sheet, compared, reason), false, reason, tuple(map(result_of, compared)))


def evidence(sheet: Sheet, conditions: list[Condition], reason: str | None) -> Markup:
    """Return the mark that opens the conditions with their figures; `reason` says why they could not be checked."""
    take_sheets(sheet, (side for condition in conditions for side in condition.sides))
    rows = [(side_of(each.left), IN_WORDS[each.operator], side_of(each.right)) for each in conditions]
    told = " and ".join(each.text for each in conditions)
    target = note_id("claim", f"{told} {reason}")
    sheet.notes[target] = Note("claim_note.html", {"id": target, "reason": reason, "rows": rows})
    return render("claim_mark.html", target=target, checked=reason is None)


def _sentence(caller: Callable[[], str] | None) -> str:
    if caller is None:
        raise MacroFault("a claim has no sentence", f"write {_FORM}")
    body = caller().strip()
    if not body:
        raise MacroFault("a claim has no sentence", f"write {_FORM}")
    if re.search(r"\n[ \t]*\n", body):
        raise MacroFault("a claim goes over several paragraphs", "claim each sentence by itself")
    if OPENING.match(body):
        raise MacroFault(f"a claim begins with `{body.split()[0]}`", "put that before {% call claim(…) %}")
    return body


def _falseness(condition: Condition) -> str:
    left, right = condition.sides
    right_told = right.text if right.is_constant else f"{right.text}, which is {_figures(right)}"
    return f"{left.text} is {_figures(left)}, not {condition.operator} {right_told}"


def _figures(side: Fact) -> str:
    value = number_of(side)
    if value is None:
        return "not known"
    if side.unit == "bytes":
        return f"{format_size(round(value))} ({value:,.0f} bytes)"
    return f"{value:,.4g}" if value % 1 else f"{value:,.0f}"
