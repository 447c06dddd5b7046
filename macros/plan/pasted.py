"""Finds code that was typed a second time: files, commands and outputs that pages show as blocks of their own."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from ..errors import Fault
from ..records.commands import CommandRecord
from .card_texts import read_texts
from .code_blocks import code_blocks
from .literals import EXEMPT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ..catalog.model import Catalog
    from ..records.commands import CommandOutcome
    from .code_blocks import CodeBlock
    from .markdown import Page

_DOCKER = re.compile(
    r"\s*(?:[$#]\s+)?(?:sudo\s+)?docker\s+(?:build|buildx|compose|exec|history|image|images|inspect|ps|run|system)\b"
)
"""What builds, runs or tells of images: `docker save … | tare weigh -` is about Tare."""
_PROMPT = re.compile(r"^[$#>]\s+")
_LETTERS = 3
"""A line with fewer letters and digits is a bracket or a rule, which any two texts may share."""


def pasted_faults(root: Path, catalog: Catalog) -> tuple[Fault, ...]:
    """Return a fault for each block of a page that repeats a file of an example, or types a `docker` command.

    It repeats what has two lines in a row of it, or all of its lines. Empty lines and indentation do not count.
    """
    files = {
        _called(example.name, path.relative_to(example.folder).as_posix()): _lines(text)
        for example in catalog.examples
        for path in sorted(example.folder.rglob("*"))
        if (text := _text(path)) is not None
    }
    typed = {_normal(command.text): command.name for command in catalog.commands}
    faults: list[Fault] = []
    for page, block in _blocks(root / "docs"):
        faults += _repeated(page, block, files)
        faults += _typed(page, block, typed)
    return tuple(faults)


def pasted_outputs(root: Path, commands: Mapping[str, CommandOutcome]) -> tuple[Fault, ...]:
    """Return a fault for each block of a page that repeats what a command printed or was answered."""
    printed: dict[str, list[str]] = {}
    for name, outcome in commands.items():
        if isinstance(outcome, CommandRecord):
            remedy = f'show it with {{{{ command("{name}") }}}}'
            printed[f"what the command `{name}` prints; {remedy}"] = _lines(outcome.output)
            if outcome.answer is not None:
                printed[f"what the command `{name}` is answered; {remedy}"] = _lines(outcome.answer.body)
    return tuple(fault for page, block in _blocks(root / "docs") for fault in _repeated(page, block, printed))


def _called(example: str, name: str) -> str:
    """Return what a file is called in a fault, and after a semicolon what mends it."""
    macro = "dockerfile" if name.startswith("Dockerfile.") else "file"
    argument = f"{example}:{name.removeprefix('Dockerfile.')}" if macro == "dockerfile" else f"{example}/{name}"
    return f'the file examples/{example}/{name}; show it with {{{{ {macro}("{argument}") }}}}'


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None


def _blocks(docs: Path) -> Iterator[tuple[Page, CodeBlock]]:
    exempt = {f"{docs.name}/{name}" for name in EXEMPT}
    for page in read_texts(docs)[0]:
        if page.name not in exempt:
            yield from ((page, block) for block in code_blocks(page))


def _repeated(page: Page, block: CodeBlock, texts: Mapping[str, list[str]]) -> Iterator[Fault]:
    """Yield a fault for the text of which a block repeats most; `texts` are told by what they are called."""
    lines = [(block.line + offset, _normal(line)) for offset, line in enumerate(block.lines)]
    shown = [(number, line) for number, line in lines if _says_something(line)]
    pairs = {(one, other): number for (number, one), (_, other) in reversed([*pairwise(shown)])}
    most: list[int] = []
    called = ""
    for name, theirs in texts.items():
        found = [pairs[pair] for pair in pairwise(theirs) if pair in pairs]
        if len(theirs) == 1:
            found = [number for number, line in shown if line == theirs[0]]
        if len(found) > len(most):
            most, called = found, name
    if most:
        what, _, remedy = called.partition("; ")
        yield Fault(page.name, most[0], f"the code here repeats {what}", remedy)


def _typed(page: Page, block: CodeBlock, declared: Mapping[str, str]) -> Iterator[Fault]:
    if not block.marked:
        return
    for offset, line in enumerate(block.lines):
        if _DOCKER.match(line):
            name = declared.get(_normal(line))
            remedy = (
                f'show it with {{{{ command("{name}") }}}}'
                if name
                else 'declare it in the example\'s TOML file as `[commands.NAME]` and show it with {{ command("…") }}'
            )
            yield Fault(page.name, block.line + offset, "a command is typed into the page", remedy)


def _lines(text: str) -> list[str]:
    """Return the lines of a text that are compared."""
    return [line for each in text.splitlines() if _says_something(line := _normal(each))]


def _normal(line: str) -> str:
    return " ".join(_PROMPT.sub("", line.strip()).split())


def _says_something(line: str) -> bool:
    return sum(map(str.isalnum, line)) >= _LETTERS
