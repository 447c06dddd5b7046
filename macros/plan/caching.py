"""Holds words such as "rebuilt" and "from the cache" against what a claim's conditions ask of cache experiments."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from jinja2 import nodes

from .conditions import call_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conditions import Condition
    from .sentence import ClaimSentence

State = Literal["rebuilt", "cached"]

_FACTS: dict[str, State] = {"rebuilt": "rebuilt", "from_cache": "cached"}
_TURNED: dict[State, State] = {"rebuilt": "cached", "cached": "rebuilt"}
_DONE = r"(?:runs?|ran|built|builds|made|makes|installed|installs|done)"
REBUILT = rf"rebuilt|reruns|{_DONE}\s+(?:\w+\s+)?(?:again|anew)"
FROM_CACHE = r"(?:from|out\s+of)\s+the\s+(?:build\s+)?cache|cached"
_STATE = re.compile(rf"\b(?:(?P<rebuilt>{REBUILT})|(?P<cached>{FROM_CACHE}))\b", re.IGNORECASE)
_DENIED = re.compile(
    r"(?:\b(?:not|no|nor|never|nothing|none|neither|without|no\s+longer)|n['\u2019]t)\b(?:\s+[\w-]+){0,3}\s*\Z",
    re.IGNORECASE,
)
_REWORD = "reword the sentence, or ask rebuilt(…) or from_cache(…) in a condition"


def caching_faults(sentence: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy where sentence and conditions do not say the same of what was rebuilt."""
    said = list(_said(sentence.words))
    asked = [state for each in conditions if (state := _asked(each)) is not None]
    about = any(call_name(call) in _FACTS for each in conditions for call in each.calls)
    wrong = [words for words, state in said if state not in asked]
    if said and not about:
        yield f"the sentence says `{said[0][0]}`, and no condition of its claim asks that of an experiment", _REWORD
    elif asked and not said:
        problem = f"a condition of the claim asks what was {asked[0]}, and its sentence has no word for that"
        yield problem, 'say "rebuilt", "runs again" or "from the cache"'
    elif asked and wrong:
        yield f"the sentence says `{wrong[0]}`, and the conditions of its claim the contrary", _REWORD
    elif asked and _turns(state for _, state in said) != _turns(asked):
        listed = ", ".join(f"`{words}`" for words, _ in said)
        problem = f"the conditions of the claim ask what was {' and then '.join(_turns(asked))}, and its sentence says"
        yield f"{problem} {listed}", "say both in one order, or make a claim of each"


def _said(words: str) -> Iterator[tuple[str, State]]:
    for found in _STATE.finditer(words):
        state: State = "rebuilt" if found["rebuilt"] is not None else "cached"
        denied = _DENIED.search(words, 0, found.start()) is not None
        yield " ".join(found[0].split()), _TURNED[state] if denied else state


def _asked(condition: Condition) -> State | None:
    """Return what a condition says of instructions; None where it compares two counts, or is about something else."""
    name = call_name(condition.left) if isinstance(condition.left, nodes.Call) else ""
    if name not in _FACTS or not isinstance(condition.right, nodes.Const):
        return None
    return _TURNED[_FACTS[name]] if condition.is_absent else _FACTS[name]


def _turns(states: Iterator[State] | list[State]) -> list[State]:
    return [state for state, _ in groupby(states)]
