"""Holds what the sentence of a claim quotes of an output or a file against the texts that its conditions look for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .conditions import arguments_of, call_name
from .links import CODE
from .macros import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conditions import Condition
    from .sentence import ClaimSentence

_LOOKS_FOR = ("printed", "written")
_QUOTED = re.compile(r'["\u201c](?P<text>[^"\u201c\u201d]+)["\u201d]')
_SAYS = re.compile(
    rf"\b(?:prints?|printed|answers?|answered|says?|outputs?|replies)\s+(?:with\s+)?(?P<code>{CODE})",
    re.IGNORECASE | re.DOTALL,
)
_HAS = re.compile(
    rf"\b(?:lists?|shows?|has|have|holds?|contains?|(?:is\s+)?written\s+with|(?:begins?|ends?)\s+(?:with|in))\s+(?P<code>{CODE})",
    re.IGNORECASE | re.DOTALL,
)
"""What may quote too, in a claim that looks for a text."""
_REMEDY = 'quote what is looked for, or look for what is quoted: printed("example/command", "the text") > 0'


def quotation_faults(sentence: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy for each text that a sentence quotes and no condition looks for."""
    texts = [
        text
        for condition in conditions
        for call in condition.calls
        if call_name(call) in _LOOKS_FOR
        for text in arguments_of(call, Kind.TEXT)
    ]
    quotations = list(_quoted(sentence.text))
    if texts:
        quotations += [found["code"].strip("`").strip() for found in _HAS.finditer(sentence.text)]
    for quoted in dict.fromkeys(quotations):
        if not any(text in quoted or quoted in text for text in texts):
            yield f"the sentence quotes `{quoted}`, and no condition of its claim looks for it", _REMEDY


def _quoted(text: str) -> Iterator[str]:
    outside_code = re.sub(CODE, lambda found: " " * len(found[0]), text, flags=re.DOTALL)
    yield from (found["text"].strip() for found in _QUOTED.finditer(outside_code))
    yield from (found["code"].strip("`").strip() for found in _SAYS.finditer(text))
