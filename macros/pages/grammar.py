"""The grammar of what figures say about themselves: from an expression's text to its terms and operations.

    expression = sum [ " in " units ]
    units      = "binary" | "bytes"
    sum        = product { ( " + " | " - " ) product }
    product    = operand { ( " * " | " / " | " % " ) operand }
    operand    = term | count | constant | "(" sum ")"
    constant   = number [ " " unit ]
    term       = reference "/" path
    reference  = example ":" tag | example "/" command
    path       = name { "." name | "[" selector "]" }
    selector   = index | "base" | "own"
    count      = name "(" argument { ", " argument } ")"

The unit of a constant is one of B, kB, MB, GB, KiB, MiB, GiB. An argument with a parenthesis, a comma or a quotation
mark, or with a space at an end, is written as a string of JSON. `expressions.py` says what the parts mean.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache

NAME = r"[a-z_][a-z0-9_]*"
_UNITS = re.compile(" in (binary|bytes)$")
_PLAIN = re.compile(r'[^\s(),"](?:[^(),"\n]*[^\s(),"])?')
_TOKEN = re.compile(
    rf"""
    (?P<bracket>[()])
    | [ ](?P<sign>[-+*/%])[ ]
    | (?P<count>{NAME})\((?P<arguments>(?:[^()"]|"(?:[^"\\]|\\.)*")+)\)
    | (?P<reference>[^/\s()]+:[^/\s]+|[^/:\s()]+/[^/:\s]+)/(?P<path>{NAME}(?:\.{NAME}|\[(?:\d+|base|own)\])*)
    | (?P<constant>-?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?:[ ](?:[kMG]|[KMG]i)?B)?)(?![\w.])
    """,
    re.VERBOSE,
)
_ARGUMENT = re.compile(r'"(?:[^"\\]|\\.)*"|[^,]+')


@dataclass(frozen=True, slots=True)
class Term:
    """A value in a RECORD."""

    reference: str
    path: str


@dataclass(frozen=True, slots=True)
class Count:
    """Something that is counted."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """A number or a size that an author wrote."""

    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and what is done with them."""

    sign: str
    """One of + - * / and %, which is the share of the right that the left is, in per cent."""
    left: Operand
    right: Operand


Operand = Term | Count | Constant | Operation


@dataclass(frozen=True, slots=True)
class Expression:
    """What a figure says about itself."""

    operand: Operand
    units: str | None
    """Those that a size is printed in; None for decimal ones."""


def count_text(name: str, *arguments: str) -> str:
    """Return a count as an expression has it.

    >>> count_text("file_count", "myapp:multi", "/usr/bin/*gcc*"), count_text("written", "myapp/app.py", "print(")
    ('file_count(myapp:multi, /usr/bin/*gcc*)', 'written(myapp/app.py, "print(")')
    """
    written = [each if _PLAIN.fullmatch(each) else json.dumps(each, ensure_ascii=False) for each in arguments]
    return f"{name}({', '.join(written)})"


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Return what an expression consists of. Raises ValueError where it does not follow the grammar."""
    units = _UNITS.search(text)
    tokens = _Tokens(_UNITS.sub("", text))
    operand = tokens.sum()
    tokens.refuse_rest()
    return Expression(operand, units[1] if units else None)


class _Tokens:
    """An expression as it is read, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def sum(self) -> Operand:
        left = self._product()
        while sign := self._sign("+-"):
            left = Operation(sign, left, self._product())
        return left

    def refuse_rest(self) -> None:
        if self._at < len(self._text):
            raise self._error()

    def _product(self) -> Operand:
        left = self._operand()
        while sign := self._sign("*/%"):
            left = Operation(sign, left, self._operand())
        return left

    def _operand(self) -> Operand:
        found = self._next()
        if found is None or found["sign"] or found["bracket"] == ")":
            raise self._error()
        self._at = found.end()
        if found["bracket"]:
            inside = self.sum()
            closing = self._next()
            if closing is None or closing["bracket"] != ")":
                raise self._error()
            self._at = closing.end()
            return inside
        if found["count"]:
            return Count(found["count"], tuple(map(_argument, _ARGUMENT.findall(found["arguments"]))))
        return Constant(found["constant"]) if found["constant"] else Term(found["reference"], found["path"])

    def _sign(self, signs: str) -> str | None:
        found = self._next()
        if found is None or not found["sign"] or found["sign"] not in signs:
            return None
        self._at = found.end()
        return found["sign"]

    def _next(self) -> re.Match[str] | None:
        return _TOKEN.match(self._text, self._at)

    def _error(self) -> ValueError:
        return ValueError(f"`{self._text[self._at :]}` in `{self._text}` is no term of a figure's expression")


def _argument(text: str) -> str:
    text = text.strip()
    return str(json.loads(text)) if text.startswith('"') else text
