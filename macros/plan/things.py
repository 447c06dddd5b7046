"""Holds the things that the sentence of a claim says an image has or lacks against what its conditions look for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conditions import Condition
    from .sentence import ClaimSentence

_THINGS = {
    r"compilers?": r"gcc|\bcc\b|clang|typescript|tsc|compil|golang|\bgo\b|single|RUN apt-get",
    r"shells?": r"sh\b|busybox",
    r"editors?": r"vim|nano|emacs|/ed\b",
    r"debuggers?": r"gdb|strace",
    r"certificates?": r"\bca-|cert|\.crt|\.pem",
    r"header\s+files": r"-dev|\.h\b|include|RUN apt-get",
    r"package\s+lists?": r"apt/lists|layer|RUN apt",
    r"byte[\s-]code": r"pyc|compile|bytecode",
    r"manuals?|documentation|translations?": r"/usr/share|doc|man|locale",
    r"tokens?|passwords?": r"token|password|\.env",
    r"logs?": r"log",
}
"""How a claim calls what an image may have, and what a condition that looks for it has in it."""
_REWORD = "leave it out, or add the condition that looks for it"


def thing_faults(sentence: ClaimSentence, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, str]]:
    """Yield problem and remedy for each thing that a sentence names and no condition looks for."""
    looked_for = " ".join(
        str(each.value) for condition in conditions for call in condition.calls for each in call.find_all(nodes.Const)
    )
    for name, evidence in _THINGS.items():
        found = re.search(rf"\b(?:{name})\b", sentence.words, re.IGNORECASE)
        if found is not None and re.search(evidence, looked_for, re.IGNORECASE) is None:
            yield (
                f"the sentence speaks of `{' '.join(found[0].split())}`, and its conditions look for no such thing",
                _REWORD,
            )
