"""Tells which files changed since the text of a page was read against them: from marks and examples to their names.

A claim is checked against what was measured, and other sentences are somebody's: he read them against the files of
the examples, and they hold as long as both stay as they were. So each page has a mark, which says what it was like
itself, and those files.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from ..catalog.challenge import PREFIX
from ..catalog.contexts import context_inputs, ignore_file, ignore_lines
from ..catalog.listing import FOLDER
from ..errors import Fault, WrongSource
from .macros import MACROS
from .markdown import read_pages
from .sections import linked_sections
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
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_EVERYTHING = re.compile(r"\{\{-?\s*(?:results|compare)\(")
"""Macros that show every image with its summary."""
_DECK = re.compile(r"\{\{-?\s*deck\(")
_CHALLENGE = re.compile(r"""\{\{-?\s*challenge\(\s*["'](?P<name>[^"']+)["']""")
_CARDS = re.compile(r"""\bcards\(\s*["'](?P<lesson>[^"']+)["']""")
_WHOLES = {"ladder": "", "trend": "", "challenge": PREFIX}
"""What the names of the examples begin with that a macro shows as a whole."""
_DIGITS = 12
"""Hexadecimal digits of a mark: what is compared is what one author wrote twice, not what an enemy sent."""
_HEAD = """\
# What the files of the examples were like when somebody last read the text of each page against them.
# `tare read PAGE` writes it, and `tare read` lists the pages whose files have changed since.
"""


def spoken_of(catalog: Catalog) -> dict[str, Files]:
    """Return each page with macros, by its path, with the files that it is about as they are now, itself among them."""
    pages, _ = read_pages(catalog.root / "docs")
    texts = {page.name: page.text for page in pages}
    found: dict[str, Files] = {}
    for page in pages:
        text = _RAW.sub("", page.text)
        if is_rendered(page) and _CALL.search(text) is not None:
            cards = _cards(text, catalog)
            said = "\n".join([text, *(part for parts in cards.values() for part in parts)])
            linked = "\n".join(linked_sections(page.name, text, texts))
            own = {page.name: _mark(_lines(_COMMENT.sub("", page.text)))}
            found[page.name] = {
                **own,
                **{where: _mark(parts) for where, parts in cards.items()},
                **_files(catalog, said, set(_CHALLENGE.findall(linked))),
            }
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

    A page without a mark has no paths: nobody said that it was read.

    >>> now = {"a.md": {"x": "2"}, "b.md": {"x": "2"}, "c.md": {"x": "2"}}
    >>> changed_since({"a.md": {"x": "1", "y": "1"}, "b.md": {"x": "2"}}, now)
    {'a.md': ('x', 'y'), 'c.md': ()}
    """
    found: dict[str, tuple[str, ...]] = {}
    for page, files in now.items():
        different = tuple(sorted({path for path, _ in marks.get(page, {}).items() ^ files.items()}))
        if page not in marks:
            found[page] = ()
        elif different:
            found[page] = different
    return found


def changed_fault(page: str, paths: tuple[str, ...]) -> Fault:
    """Return what to say of a page whose files changed since it was read; without paths, that nobody read it."""
    if not paths:
        return Fault(page, None, "nobody has noted that its text was read", f"read it, then `tare read {page}`")
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


def _cards(text: str, catalog: Catalog) -> dict[str, list[str]]:
    """Return the texts of the cards that a page shows, by the path of their file."""
    lessons = set(_CARDS.findall(text))
    every = _DECK.search(text) is not None
    found: dict[str, list[str]] = {}
    for card in catalog.cards:
        if every or card.lesson in lessons:
            found.setdefault(card.place[0], []).extend(part.text for part in card.texts.values())
    return found


def _files(catalog: Catalog, text: str, challenges: set[str]) -> Files:
    """Return the files of examples that a text is about, with their marks.

    `challenges` are those that it sends its reader to: it says what they ask for, and no more.
    """
    files: dict[str, str] = {}
    named = _named(text)
    every = _EVERYTHING.search(text) is not None
    for example in catalog.examples:
        parts = named.get(example.name, set())
        whole = _WHOLE_EXAMPLE in parts
        commands = [each for each in example.commands if _is_meant(each.name, parts)]
        experiments = [each for each in example.experiments if _is_meant(each.name, parts)]
        tags = {reference.partition(":")[2] for command in commands for reference in command.images}
        tags |= {variant.reference.tag for experiment in experiments for variant in experiment.variants} | parts
        variants = [each for each in example.variants if each.reference.tag in tags or whole or every]
        told = _declared(variants, commands, experiments) if variants else []
        told += _of_whole(example) if whole else ()
        told += _prose(example) if every else ()
        if example.challenge is not None and example.challenge.name in challenges:
            told += [example.title, example.challenge.task]
        if told:
            files[f"{FOLDER}/{example.name}.toml"] = _mark(told)
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
        if match["macro"] in _WHOLES:
            found.setdefault(_WHOLES[match["macro"]] + match["example"], set()).add(_WHOLE_EXAMPLE)
    return found


def _is_meant(name: str, parts: set[str]) -> bool:
    return _WHOLE_EXAMPLE in parts or name.partition("/")[2] in parts


def _files_of(example: Example, variant: Variant, root: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the mark of each file that an image is built from."""
    dockerfile = variant.dockerfile
    yield _path(dockerfile.path, root), _mark(_lines(dockerfile.text))
    if ignored := ignore_lines(ignore_file(dockerfile.path)):
        yield _path(ignore_file(dockerfile.path), root), _mark(list(ignored))
    for name, digest in context_inputs(example.folder, dockerfile, variant.target).items():
        if not name.endswith("/"):
            yield f"{FOLDER}/{example.name}/{name}", digest.removeprefix("sha256:")[:_DIGITS]


def _declared(
    variants: Iterable[Variant], commands: Iterable[Command], experiments: Iterable[Experiment]
) -> list[object]:
    """Return what the TOML file says of what a text names, without titles and summaries."""
    return [
        [[each.reference.tag, each.target, each.platform, [*map(asdict, each.smoke_tests)]] for each in variants],
        [[each.reference.tag, dict(each.mistakes)] for each in variants if each.mistakes],
        [[each.name, each.text, each.images, each.builds, each.ask] for each in commands],
        [
            [each.name, [str(variant.reference) for variant in each.variants], _edit(each), each.cleared]
            for each in experiments
        ],
    ]


def _of_whole(example: Example) -> list[object]:
    """Return what the TOML file says of an example as a whole."""
    steps = [[str(step.variant.reference), step.change] for step in example.ladder]
    return [steps, None if example.challenge is None else asdict(example.challenge)]


def _prose(example: Example) -> list[object]:
    """Return what the TOML file says in plain words to a reader of all images."""
    return [example.title, [[each.reference.tag, each.summary] for each in example.variants]]


def _edit(experiment: Experiment) -> list[str | None] | None:
    edit = experiment.edit
    return None if edit is None else [edit.file, edit.replaced, edit.text]


def _path(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _lines(text: str) -> list[str]:
    """Return the lines that say something, without what stands at their ends."""
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def _mark(told: object) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:_DIGITS]


def _broken(problem: str) -> Fault:
    return Fault(MARKS, None, f"it cannot be read: {problem}", "mend it, or remove it and read the pages anew")
