"""Collects what the code can say to a user: from a package's syntax trees to each message with its file and line.

A message is an argument of what carries it, such as a Fault's problem. Where that argument is a parameter of the
function around it, this function carries it too, and what its callers pass counts. The first of two texts that a
function returns is a message as well: a problem, before its remedy.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.docs.texts import HOLE, Code, Function, Spot, has_words, own_words

if TYPE_CHECKING:
    from pathlib import Path

_CARRIERS = {
    "BrokenTar": 0,
    "BuildFailed": 0,
    "CommandFailed": 0,
    "CommandNotRun": 1,
    "ExperimentNotRun": 1,
    "EngineAbsent": 0,
    "EnvironmentFailed": 0,
    "Fault": 2,
    "MacroFault": 0,
    "NoEngine": 0,
    "NoPrograms": 0,
    "NotMeasured": 1,
    "NotPinned": 1,
    "OtherHash": 0,
    "Pinned": 3,
    "RegistryAway": 0,
    "RegistryRefused": 0,
    "RunFailed": 0,
    "SmokeTestFailed": 0,
    "SurroundingsError": 0,
    "TareError": 0,
    "UsageError": 0,
    "WeighingError": 0,
    "WrongReference": 0,
    "_Failure": 0,
    "_Refused": 0,
    "not_for_a_page": 0,
}
"""Which argument of each class or function a user reads."""
_KEYWORDS = {"problem", "reason", "warning"}
"""What that argument is called."""
_CLAUSES = {"hindrance", "lacks", "why_not_had"}
"""Functions that return a part of a message."""


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One message that the code can give."""

    place: str
    """File and line, for example "macros/settings.py:51"."""
    text: str
    """Without its remedy, and with HOLE where a value goes in."""

    @property
    def row(self) -> str:
        """How the page of messages writes it."""
        return self.text.replace(HOLE, "…")

    def __str__(self) -> str:
        return f"{self.place}: {self.row}"


def said_by(root: Path, package: str) -> list[Said]:
    """Return every message that the modules of a package under `root` can give, in their order."""
    code = Code(root, package)
    carriers: set[tuple[Function | str, int]] = set(_CARRIERS.items())
    said: set[Said] = set()
    known = 0
    while known < len(carriers):
        known = len(carriers)
        for call in code.calls:
            named = {call.called, *code.named(call.called, call.module)}
            for carrier, index in [each for each in carriers if each[0] in named]:
                message = _argument(call, carrier, index)
                if message is not None:
                    said |= _messages(code, message, call)
                    carriers |= _passed_on(message)
    clauses = [spot for spot in code.returned if spot.around[0].node.name in _CLAUSES]
    pairs = [pair.at(pair.node.elts[0]) for pair in code.pairs if isinstance(pair.node, ast.Tuple) and pair.node.elts]
    return sorted(said.union(*(_messages(code, each, each) for each in (*clauses, *pairs))))


def bare(text: str) -> str:
    """Return a message without the place that it begins with and the reason that it ends with, where both vary."""
    text = text.partition("; ")[0].replace(f"`{HOLE}`", HOLE)
    while text.startswith(f"{HOLE}: "):
        text = text[3:]
    for reason in (f": {HOLE}", f" ({HOLE})"):
        text = text.removesuffix(reason)
    return text


def _messages(code: Code, message: Spot, at: Spot) -> set[Said]:
    bared = {bare(text) for text in code.texts(message)}
    return {Said(f"{at.module}:{at.node.lineno}", text) for text in bared if has_words(text)}


def _argument(call: Spot, carrier: Function | str, index: int) -> Spot | None:
    """Return the argument of a call that is the message."""
    assert isinstance(call.node, ast.Call)
    wanted = {carrier.parameters[index]} if isinstance(carrier, Function) else _KEYWORDS
    for keyword in call.node.keywords:
        if keyword.arg in wanted:
            return call.at(keyword.value)
    for position, argument in enumerate(call.node.args):
        if position == index or isinstance(argument, ast.Starred):
            return call.at(argument)
    return None


def _passed_on(message: Spot) -> set[tuple[Function | str, int]]:
    """Return the functions whose parameters make up a message that has no words of its own, and which parameters."""
    node = message.node
    parts: list[ast.expr] = [node.value if isinstance(node, ast.Starred) else node]
    if isinstance(node, ast.JoinedStr):
        values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        parts = [] if has_words(own_words(node)) else values
    return {
        (function, function.parameters.index(part.id))
        for part in parts
        if isinstance(part, ast.Name)
        for function in message.around
        if part.id in function.parameters
    }
