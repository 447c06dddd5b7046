"""Guesses: a question whose answer was measured, and one paragraph that says why it is what it is.

Without a script the answer is folded, and opens. With one a reader first says what he thinks, and is told how far off
he was; the browser keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from .answers import figure_of
from .compared import number_of, take_sheets
from .facts import Fact, known
from .paragraphs import paragraph_of
from .rendering import render
from .sheet import MacroFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from .sheet import Sheet

_FORM = '{% call guess("What does it weigh?", size(…)) %}why it is so{% endcall %}'


@dataclass(frozen=True, slots=True)
class Guess:
    """A question with what answers it."""

    question: str
    """In Markdown, on one line."""
    paragraph: str
    """In Markdown, with the tokens of what is in it."""
    answer: Markup
    """The figure, and for a script its value."""

    def around(self, token: str) -> str:
        """Return it as Markdown takes it; the token stands for the answer."""
        details = f"<summary>Show what was measured</summary>\n\n{token}\n\n{self.paragraph}"
        fold = f'<details class="tare-fold tare-guess__answer" markdown="block">\n{details}\n\n</details>'
        return f'\n\n<div class="tare-guess" markdown="block">\n\n{self.question}\n\n{fold}\n\n</div>\n\n'


def guess(sheet: Sheet, question: object, fact: object, *, caller: Callable[[], str] | None = None) -> Guess:
    """Return the guess whose paragraph stands between the block's ends.

    Raises MacroFault for what is no question, for what was not measured or counted, and for what is no paragraph.
    """
    if not isinstance(question, str) or not question.strip().endswith("?") or "\n" in question.strip():
        raise MacroFault("what a guess asks is no question on one line", f"write {_FORM}")
    if not isinstance(fact, Fact) or fact.is_constant:
        raise MacroFault("a guess asks for nothing that was measured or counted", f"write {_FORM}")
    known(fact)  # tells what is wrong with it
    take_sheets(sheet, (fact,))
    answer = render("guess.html", value=number_of(fact), unit=fact.unit, figure=figure_of(fact))
    return Guess(question.strip(), paragraph_of(caller, "guess", _FORM), answer)
