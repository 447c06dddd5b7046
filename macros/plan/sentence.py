"""What the sentence of a claim names: from its text to the images and words that its conditions have to bear out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import nodes

from .conditions import arguments_of, calls_in
from .links import CODE
from .macros import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..catalog.model import Catalog

MACRO = "\ue000"
"""What stands in the text of a sentence for the call of a macro."""
_NAMED = re.compile(rf"{CODE}|{MACRO}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ClaimSentence:
    """The sentence of a claim."""

    text: str
    """In Markdown, with MACRO in the place of each call."""
    calls: tuple[nodes.Call, ...]
    """The calls in it, in their order."""

    @property
    def words(self) -> str:
        """The text, as long as it is, with spaces in the place of code."""
        return re.sub(CODE, lambda found: " " * len(found[0]), self.text, flags=re.DOTALL)

    def call_at(self, offset: int) -> nodes.Call | None:
        """Return the call whose mark stands at an offset of the text."""
        is_call = self.text[offset : offset + 1] == MACRO
        return self.calls[self.text.count(MACRO, 0, offset)] if is_call else None


@dataclass(frozen=True, slots=True)
class Mention:
    """An image that a sentence names."""

    offset: int
    name: str
    """As it is written."""
    references: frozenset[str]
    """The image references that the name may stand for."""
    must_be_compared: bool
    """False for a base image or a tag alone, which may be named in passing."""
    in_code: bool
    """False where a figure of it is printed."""


class Names:
    """The names by which pages call the images of a catalog, and packages that they ask for anywhere."""

    def __init__(self, catalog: Catalog, packages: Iterable[str]) -> None:
        self.packages = frozenset(packages)
        self._catalog = catalog
        self._whole: dict[str, set[str]] = {}
        self._loose: dict[str, set[str]] = {}
        pairs = [(variant.reference.example, variant.reference.tag) for variant in catalog.variants]
        broken = [(name, tag) for name, tags in catalog.broken_tags.items() for tag in tags]
        pairs += broken
        self.of_unknown_base = frozenset(f"{name}:{tag}" for name, tag in broken)
        """The images of examples with faults: which base images stand for them is not known."""
        for example, tag in pairs:
            reference = f"{example}:{tag}"
            self._whole.setdefault(reference, set()).add(reference)
            self._whole.setdefault(f"Dockerfile.{tag}", set()).add(reference)
            self._loose.setdefault(tag, set()).add(reference)
        for variant in catalog.variants:
            self._loose.setdefault(variant.stands_on, set()).add(str(variant.reference))

    def mentions(self, sentence: ClaimSentence) -> tuple[Mention, ...]:
        """Return the images that a sentence names in code or prints a figure of, in their order.

        A figure that is computed from two images names none: both are there, whichever comes first in its call.
        """
        found: list[Mention] = []
        for named in _NAMED.finditer(sentence.text):
            name, at = named[0].strip("`").strip(), named.start()
            call = sentence.call_at(at)
            if call is not None:
                references = self.asked(call)
                if len(references) == 1:
                    found.append(
                        Mention(at, references[0], frozenset(references), must_be_compared=True, in_code=False)
                    )
            elif name in self._whole:
                found.append(Mention(at, name, frozenset(self._whole[name]), must_be_compared=True, in_code=True))
            elif name in self._loose:
                found.append(Mention(at, name, frozenset(self._loose[name]), must_be_compared=False, in_code=True))
        return tuple(found)

    def asked(self, expression: nodes.Expr) -> tuple[str, ...]:
        """Return the image references that an expression asks about, in the order in which they are written.

        A command stands for the images that it uses, a Dockerfile for its image.
        """
        return tuple(
            reference
            for call in calls_in(expression)
            for reference in (
                *arguments_of(call, Kind.REFERENCE),
                *(image for command in arguments_of(call, Kind.COMMAND) for image in self._of_command(command)),
                *(image for path in arguments_of(call, Kind.FILE) for image in self._of_file(path)),
            )
        )

    def dockerfile(self, reference: str) -> str | None:
        """Return the text of an image's Dockerfile; None where there is none to read."""
        variant = self._catalog.find(reference)
        return None if variant is None else variant.dockerfile.text

    def _of_command(self, name: str) -> tuple[str, ...]:
        command = next((command for command in self._catalog.commands if command.name == name), None)
        if command is None:
            return ()
        return command.images if command.builds is None else (command.builds,)

    def _of_file(self, path: str) -> tuple[str, ...]:
        example, _, name = path.partition("/")
        return tuple(sorted(each for each in self._whole.get(name, ()) if each.startswith(f"{example}:")))


def packages_asked(call: nodes.Call) -> tuple[str, ...]:
    """Return the names of the packages that a call asks for, in lower case; a pattern of several names is none.

    "[Ff]lask" is one name, however it is spelt.
    """
    names = [re.sub(r"\[(\w)\w\]", r"\1", name).lower() for name in arguments_of(call, Kind.PACKAGE)]
    return tuple(name for name in names if not set(name) & set("*?["))
