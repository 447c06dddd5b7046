"""Takes values out of a TOML file, key by key: from its text to typed values, and a fault with a line for the rest."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TypeVar

from ..errors import Fault, did_you_mean

Value = TypeVar("Value")
KeyPath = tuple[str | int, ...]
"""Where something stands in a TOML file: keys, and places in arrays of tables, from 0."""

_HEADER = re.compile(r"\s*\[(?P<array>\[)?(?P<path>[^\[\]]+)\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"""\s*(?P<path>(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_BARE = re.compile(r"[\w-]+")
_NAME = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_TUPLE = re.compile(r"\(('[^()]*)\)")
_LINE_OF_ERROR = re.compile(r"at line (\d+)")
_KINDS = {str: "text", bool: "true or false", int: "a whole number", list: "a list", dict: "a table"}


@dataclass
class Document:
    """A TOML file that is being read."""

    where: str
    """Its path, relative to the project's root."""
    text: str
    faults: list[Fault] = field(default_factory=list)

    def root(self) -> Table | None:
        """Return the whole file as a table; None, and a fault, where it is not TOML."""
        try:
            return Table(self, (), tomllib.loads(self.text))
        except tomllib.TOMLDecodeError as error:
            message = _plain(str(error).partition(" (at ")[0])
            found = _LINE_OF_ERROR.search(str(error))
            line = int(found[1]) if found else max(1, len(self.text.splitlines()))
            remedy = self._with_brackets(line) or "mend that line"
            self.faults.append(Fault(self.where, line, f"it is not TOML: {message}", remedy))
            return None

    def fault(self, path: KeyPath, problem: str, remedy: str) -> None:
        """Record a fault at a key, or at the nearest table around it that has a line of its own."""
        self.faults.append(Fault(self.where, self.line(path), problem, remedy))

    def _with_brackets(self, line: int) -> str | None:
        """Return what mends a header that has brackets of one kind where others of the same name have the other."""
        headers = [_HEADER.fullmatch(text) for text in self.text.splitlines()]
        wrong = headers[line - 1] if line <= len(headers) else None
        if wrong is None:
            return None
        names = _names(wrong["path"])
        forms = {bool(header["array"]) for header in headers if header and _names(header["path"]) == names}
        return f"write each of several as `[[{wrong['path'].strip()}]]`" if len(forms) > 1 else None

    def line(self, path: KeyPath) -> int | None:
        """Return the line of a key, or of the nearest table around it, by a search: the parser tells none."""
        while path:
            table: KeyPath = ()
            last: dict[KeyPath, int] = {}
            for number, line in enumerate(self.text.splitlines(), start=1):
                if header := _HEADER.fullmatch(line):
                    table = _table_of(_names(header["path"]), last, begins=bool(header["array"]))
                    if table in (path, (*path, 0)):  # an array of tables is told where its first one begins
                        return number
                elif (key := _KEY.match(line)) and (*table, *_names(key["path"])) == path:
                    return number
            path = path[:-1]
        return None


@dataclass(frozen=True)
class Table:
    """One table of a TOML file; a value of the wrong type counts as absent and leaves a fault."""

    document: Document
    path: KeyPath
    """The keys that lead to it, and the place in an array where it stands in one."""
    values: dict[str, object]

    def text(self, key: str) -> str | None:
        """Return a text; an empty one is a fault."""
        value = self._value(key, str)
        if value is not None and not value.strip():
            self.fault(key, f"`{key}` is empty", "fill it in")
            return None
        return value

    def output(self, key: str) -> str | None:
        """Return a text that may be empty."""
        return self._value(key, str)

    def number(self, key: str) -> int | None:
        """Return a whole number."""
        return self._value(key, int)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false; the default where the key is absent."""
        value = self._value(key, bool)
        return default if value is None else value

    def texts(self, key: str, *, may_be_empty: bool = False) -> tuple[str, ...] | None:
        """Return a list of texts, with at least one in it unless it may be empty."""
        value = self._value(key, list)
        if value is None:
            return None
        if not (value or may_be_empty) or not all(isinstance(item, str) for item in value):
            self.fault(key, f"`{key}` is no list of texts", f'write it as `{key} = ["python", "app.py"]`')
            return None
        return tuple(value)

    def table(self, key: str) -> Table | None:
        """Return a table in this one."""
        value = self._value(key, dict)
        return None if value is None else Table(self.document, (*self.path, key), value)

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return the tables of an array of them, in its order, or a single one; none where the key is absent."""
        value = self.values.get(key)
        if isinstance(value, dict):
            return (Table(self.document, (*self.path, key), value),)
        if value is None:
            return ()
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            remedy = f"begin each with a line `[[{self._dotted(key)}]]`"
            self.fault(key, f"`{key}` is neither a table nor a list of tables", remedy)
            return ()
        return tuple(Table(self.document, (*self.path, key, place), item) for place, item in enumerate(value))

    def refuse_others(self, known: tuple[str, ...]) -> None:
        """Record a fault for each key that is not known here."""
        for key in self.values:
            if key not in known:
                hint = did_you_mean(key, known) or f"known here are {', '.join(f'`{name}`' for name in known)}"
                self.fault(key, f"`{key}` is no key of {self.name}", hint)

    def missing(self, key: str, remedy: str) -> None:
        """Record that a key is not there; one with a wrong value, or misspelt, has its fault already."""
        misspelt = any(
            fault.problem.endswith(f"is no key of {self.name}") and fault.remedy == did_you_mean(key, (key,))
            for fault in self.document.faults
        )
        if key not in self.values and not misspelt:
            self.fault("", f"{self.name} has no `{key}`", remedy)

    def fault(self, key: str, problem: str, remedy: str) -> None:
        """Record a fault at a key of this table; "" is the table itself."""
        self.document.fault((*self.path, key) if key else self.path, problem, remedy)

    @property
    def name(self) -> str:
        """What faults call this table."""
        if not self.path:
            return "the file"
        return f"[[{self._dotted()}]]" if isinstance(self.path[-1], int) else f"[{self._dotted()}]"

    def _dotted(self, *more: str) -> str:
        """Return the path as a header has it: without places in arrays, with quotes where a key needs them."""
        keys = [key for key in (*self.path, *more) if isinstance(key, str)]
        return ".".join(key if _BARE.fullmatch(key) else f'"{key}"' for key in keys)

    def _value(self, key: str, kind: type[Value]) -> Value | None:
        value = self.values.get(key)
        # In Python true is a number, in TOML it is not.
        if value is None or (isinstance(value, kind) and isinstance(value, bool) == (kind is bool)):
            return value
        self.fault(key, f"`{key}` is not {_KINDS[kind]}", f"write {_KINDS[kind]}")
        return None


def _plain(message: str) -> str:
    """Return a message of the parser without Python's notation: it prints keys as tuples."""
    message = _TUPLE.sub(lambda keys: f"`{'.'.join(_names(keys[1]))}`", message)
    if message == "Cannot overwrite a value":
        return "this key stands there already"
    return f"{message[:1].lower()}{message[1:]}"


def _table_of(names: tuple[str, ...], last: dict[KeyPath, int], *, begins: bool) -> KeyPath:
    """Return which table a header names; `last` tells the last place in each array, and `begins` that it adds one."""
    path: KeyPath = ()
    for depth, name in enumerate(names, start=1):
        path = (*path, name)
        if begins and depth == len(names):
            last[path] = last.get(path, -1) + 1
        if path in last:
            path = (*path, last[path])
    return path


def _names(path: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in _NAME.findall(path))
