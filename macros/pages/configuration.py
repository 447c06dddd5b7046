"""What is wrong with mkdocs.yml, as faults with their lines."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError

from ..errors import Fault, WrongSource, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig


def read_configuration(path: Path) -> MkDocsConfig:
    """Return the configuration in the file `path`, as MkDocs reads it.

    Raises WrongSource with all that MkDocs rejects or warns of.
    """
    listener = _Listener(path)
    logger = logging.getLogger("mkdocs.config")
    logger.addHandler(listener)
    try:
        configuration = load_config(str(path))
    except ConfigurationError as error:
        raise WrongSource([_syntax_fault(path, error.message)]) from None
    except Abort:
        raise WrongSource(listener.faults) from None
    finally:
        logger.removeHandler(listener)
    if listener.faults:
        raise WrongSource(listener.faults)
    return configuration


class _Listener(logging.Handler):
    """Takes the errors that MkDocs logs before it gives up."""

    def __init__(self, path: Path) -> None:
        super().__init__(logging.WARNING)
        self._path = path
        self.faults: list[Fault] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = _one_line(record.getMessage())
        said = re.fullmatch(r"Config value '(?P<key>[^']+)': (?P<problem>.*)", message)
        key, problem = (said["key"], said["problem"]) if said else (None, message)
        self.faults.append(_value_fault(self._path, key, problem))


def _value_fault(path: Path, key: str | None, problem: str) -> Fault:
    source = path.read_text(encoding="utf-8", errors="replace")
    named = re.search("[\"'“]([^\"'”]+)[\"'”]", problem)
    # A plugin's option is told as its plugin's problem.
    names = re.findall(r"'(\w+)': ", problem)
    places = [*(f"{name}:" for name in reversed(names)), *([named[1]] if named else []), *([f"{key}:"] if key else [])]
    line = next((number for place in places if (number := _line_of(source, place)) is not None), None)
    where = f"`{key}`: " if key else ""
    return Fault(path.name, line, f"{where}{problem.rstrip('.')}", _remedy(key, problem, named[1] if named else ""))


def _remedy(key: str | None, problem: str, name: str) -> str:
    if "plugin is not installed" in problem:
        from mkdocs.plugins import get_plugins

        return did_you_mean(name, get_plugins()) or "install it, or remove the line"
    if key and problem.startswith("Unrecognised configuration name"):
        from mkdocs.config.defaults import MkDocsConfig

        return did_you_mean(key, MkDocsConfig()) or "remove it"
    return "correct it"


def _syntax_fault(path: Path, message: str) -> Fault:
    # PyYAML ends with where it stopped: "in "<path>", line 3, column 1" is the last one.
    lines = re.findall(r"line (\d+), column \d+", message)
    said = _one_line(re.sub(r'\s*in "[^"]*", line \d+, column \d+', "", message))
    problem = said.removeprefix("MkDocs encountered an error parsing the configuration file: ").rstrip(".")
    return Fault(path.name, int(lines[-1]) if lines else None, problem, "correct it")


def _line_of(source: str, text: str) -> int | None:
    """Return the first line that holds the text as a word of its own, comments left out; None where there is none."""
    word = re.compile(rf"(?<![\w-]){re.escape(text)}(?![\w-])")
    lines = enumerate(source.split("\n"), 1)
    return next((number for number, line in lines if word.search(line.partition(" #")[0])), None)


def _one_line(text: str) -> str:
    return " ".join(text.split())
