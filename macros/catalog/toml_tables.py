"""Takes values out of a TOML file, key by key: from its text to typed values, and a fault with a line for the rest."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TypeVar

from ..errors import Fault, did_you_mean

Value = TypeVar("Value")

_HEADER = re.compile(r"\s*\[\[?(?P<path>[^\[\]]+)\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"""\s*(?P<path>(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
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
            self.faults.append(Fault(self.where, line, f"it is not TOML: {message}", "mend that line"))
            return None

    def fault(self, path: tuple[str, ...], problem: str, remedy: str) -> None:
        """Record a fault at a key, or at the nearest table around it that has a line of its own."""
        self.faults.append(Fault(self.where, self._line(path), problem, remedy))

    def _line(self, path: tuple[str, ...]) -> int | None:
        """Find a key by searching the text: the parser tells no lines."""
        while path:
            table: tuple[str, ...] = ()
            for number, line in enumerate(self.text.splitlines(), start=1):
                if header := _HEADER.fullmatch(line):
                    table = _names(header["path"])
                    if table == path:
                        return number
                elif (key := _KEY.match(line)) and (*table, *_names(key["path"])) == path:
                    return number
            path = path[:-1]
        return None


@dataclass(frozen=True)
class Table:
    """One table of a TOML file; a value of the wrong type counts as absent and leaves a fault."""

    document: Document
    path: tuple[str, ...]
    """The keys that lead to it."""
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

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is absent."""
        return self._value(key, bool) or False

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

    def refuse_others(self, known: tuple[str, ...]) -> None:
        """Record a fault for each key that is not known here."""
        for key in self.values:
            if key not in known:
                hint = did_you_mean(key, known) or f"known here are {', '.join(f'`{name}`' for name in known)}"
                self.fault(key, f"`{key}` is no key of {self.name}", hint)

    def missing(self, key: str, remedy: str) -> None:
        """Record that a key is not there; one that is there with a wrong value has its fault already."""
        if key not in self.values:
            self.fault("", f"{self.name} has no `{key}`", remedy)

    def fault(self, key: str, problem: str, remedy: str) -> None:
        """Record a fault at a key of this table; "" is the table itself."""
        self.document.fault((*self.path, key) if key else self.path, problem, remedy)

    @property
    def name(self) -> str:
        """What faults call this table."""
        return f"[{'.'.join(self.path)}]" if self.path else "the file"

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


def _names(path: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in _NAME.findall(path))
