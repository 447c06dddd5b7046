"""Tells which files changed since the text of a page was read against them: from marks and examples to their names.

A claim is checked against what was measured, and other sentences are somebody's: he read them against the files of
the examples, and they hold as long as those stay as they were. So each page has a mark, which says what they were
like.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ..catalog.challenge import PREFIX
from ..catalog.contexts import context_inputs, ignore_file, ignore_lines
from ..catalog.listing import FOLDER
from ..errors import Fault, WrongSource
from .keys import smoke_tests_input
from .macros import MACROS, Kind
from .markdown import read_pages
from .templates import is_rendered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from ..catalog.model import Catalog, Command, Example, Experiment, Variant

MARKS: Final = "docs/.read.toml"
"""Where the marks are kept, relative to the project's root; MkDocs leaves it out, as all whose name begins with a dot.

A table for each page, by its path from the root; in it, by its path, the mark of each file.
"""
Files = Mapping[str, str]
"""The mark of each file by its path, both relative to the project's root."""

_PART = re.compile(r"(?<![\w./-])(?P<example>[a-z0-9][a-z0-9._-]*)[:/](?P<part>[A-Za-z0-9_][\w.-]*)")
"""A variant, a command or an experiment, wherever it stands."""
_WHOLE = re.compile(r"""\b(?P<macro>[a-z_]+)\(\s*["'](?P<example>[a-z0-9][a-z0-9._-]*)["']""")
"""An example as a whole, which only macros name."""
_WHOLE_EXAMPLE: Final = ""
"""Stands among the parts that a text names of an example."""
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}", re.DOTALL)
"""What shows how something is written, and speaks of no image."""
_CALL = re.compile(rf"\{{[{{%][^{{}}]*?\b(?:{'|'.join(MACROS)})\(")
_DECK = re.compile(r"\{\{-?\s*deck\(")
_CARDS = re.compile(r"""\bcards\(\s*["'](?P<lesson>[^"']+)["']""")
_PREFIXES = {Kind.EXAMPLE: "", Kind.CHALLENGE: PREFIX}
"""What the names of examples begin with that a macro takes."""
_DIGITS = 12
"""Hexadecimal digits of a mark: what is compared is what one author wrote twice, not what an enemy sent."""
_HEAD = """\
# What the files of the examples were like when somebody last read the text of each page against them.
# `tare read PAGE` writes it, and `tare read` lists the pages whose files have changed since.
"""


def spoken_of(catalog: Catalog) -> dict[str, Files]:
    """Return each page that speaks of examples, by its path, with the files that it speaks of as they are now.

    A page without macros shows nothing of them.
    """
    pages, _ = read_pages(catalog.root / "docs")
    found = {}
    for page in pages:
        text = _RAW.sub("", page.text)
        if not is_rendered(page) or _CALL.search(text) is None:
            continue
        if files := _files(catalog, _with_cards(text, catalog)):
            found[page.name] = files
    return found


def read_marks(root: Path) -> dict[str, Files]:
    """Return what each page was read against; empty where nobody marked one. Raises WrongSource for a broken file."""
    try:
        marks = tomllib.loads((root / MARKS).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongSource([_broken(str(error))]) from error
    for page, files in marks.items():
        if not isinstance(files, dict) or not all(isinstance(mark, str) for mark in files.values()):
            raise WrongSource([_broken(f"`{page}` is no table of marks")])
    return marks


def changed_since(marks: Mapping[str, Files], now: Mapping[str, Files]) -> dict[str, tuple[str, ...]]:
    """Return the pages of which a file changed, came or went since they were read, with the paths of those files.

    A page without a mark is not among them: nobody said that it was read.

    >>> changed_since({"a.md": {"x": "1", "y": "1"}, "b.md": {"x": "2"}}, {"a.md": {"x": "2"}, "b.md": {"x": "2"}})
    {'a.md': ('x', 'y')}
    """
    found = {}
    for page, files in now.items():
        if (marked := marks.get(page)) is None:
            continue
        if different := sorted({path for path, _ in marked.items() ^ files.items()}):
            found[page] = tuple(different)
    return found


def changed_fault(page: str, paths: tuple[str, ...]) -> Fault:
    """Return what to say of a page whose files changed since it was read."""
    *first, last = paths
    files = f"{', '.join(first)} and {last}" if first else last
    return Fault(page, None, f"its text was read before {files} changed", f"read it again, then `tare read {page}`")


def write_marks(root: Path, marks: Mapping[str, Files]) -> None:
    """Write the marks, page by page and file by file in a fixed order."""
    tables = (
        "\n".join(
            [f"\n[{json.dumps(page)}]", *(f"{json.dumps(path)} = {json.dumps(files[path])}" for path in sorted(files))]
        )
        for page, files in sorted(marks.items())
    )
    (root / MARKS).write_text(_HEAD + "\n".join(tables) + "\n", "utf-8")


def _with_cards(text: str, catalog: Catalog) -> str:
    """Return a page's text with that of the cards which it shows."""
    lessons = set(_CARDS.findall(text))
    every = _DECK.search(text) is not None
    shown = [card for card in catalog.cards if every or card.lesson in lessons]
    return "\n".join([text, *(part.text for card in shown for part in card.texts.values())])


def _files(catalog: Catalog, text: str) -> Files:
    """Return the files that a text speaks of, with their marks."""
    files: dict[str, str] = {}
    named = _named(text)
    for example in catalog.examples:
        rests = named.get(example.name, set())
        commands = [each for each in example.commands if _is_meant(each.name, rests)]
        experiments = [each for each in example.experiments if _is_meant(each.name, rests)]
        tags = {reference.partition(":")[2] for command in commands for reference in command.images}
        tags |= {variant.reference.tag for experiment in experiments for variant in experiment.variants} | rests
        variants = [each for each in example.variants if each.reference.tag in tags or _WHOLE_EXAMPLE in rests]
        if variants:
            files[f"{FOLDER}/{example.name}.toml"] = _mark(_declared(example, variants, commands, experiments))
        for variant in variants:
            files.update(_files_of(example, variant, catalog.root))
    return files


def _named(text: str) -> dict[str, set[str]]:
    """Return what a text names of each example: tags, commands and experiments, or that it names it as a whole."""
    found: dict[str, set[str]] = {}
    for match in _PART.finditer(text):
        # A sentence may end behind it.
        found.setdefault(match["example"], set()).add(match["part"].rstrip("."))
    for match in _WHOLE.finditer(text):
        signature = MACROS.get(match["macro"])
        kind = signature.parameters[0].kind if signature is not None and signature.parameters else None
        if kind in _PREFIXES:
            found.setdefault(_PREFIXES[kind] + match["example"], set()).add(_WHOLE_EXAMPLE)
    return found


def _is_meant(name: str, parts: set[str]) -> bool:
    return _WHOLE_EXAMPLE in parts or name.partition("/")[2] in parts


def _files_of(example: Example, variant: Variant, root: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the mark of each file that an image is built from; comments of Dockerfiles do not count."""
    dockerfile = variant.dockerfile
    lines = (line.strip() for line in dockerfile.text.splitlines())
    yield _path(dockerfile.path, root), _mark([line for line in lines if line and not line.startswith("#")])
    if ignored := ignore_lines(ignore_file(dockerfile.path)):
        yield _path(ignore_file(dockerfile.path), root), _mark(list(ignored))
    for name, digest in context_inputs(example.folder, dockerfile, variant.target).items():
        if not name.endswith("/"):
            yield f"{FOLDER}/{example.name}/{name}", digest.removeprefix("sha256:")[:_DIGITS]


def _declared(
    example: Example, variants: Iterable[Variant], commands: Iterable[Command], experiments: Iterable[Experiment]
) -> list[object]:
    """Return what the TOML file says of what a text names, without titles and summaries."""
    return [
        [[each.reference.tag, each.target, each.platform, smoke_tests_input(each.smoke_tests)] for each in variants],
        [[each.name, each.text, each.images, each.builds, each.ask] for each in commands],
        [
            [each.name, [str(variant.reference) for variant in each.variants], _edit(each), each.cleared]
            for each in experiments
        ],
        [str(step.variant.reference) for step in example.ladder],
    ]


def _edit(experiment: Experiment) -> list[str | None] | None:
    edit = experiment.edit
    return None if edit is None else [edit.file, edit.replaced, edit.text]


def _path(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _mark(told: object) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:_DIGITS]


def _broken(problem: str) -> Fault:
    return Fault(MARKS, None, f"it cannot be read: {problem}", "mend it, or remove it and read the pages anew")
