"""Holds the images that titles and summaries of examples name against their Dockerfiles, before anything is built."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..catalog.toml_tables import Document
from ..errors import Fault, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..catalog.model import Catalog, Example, Variant

_REFERENCE = re.compile(
    r"(?<![\w./:@-])(?:[\w.-]+(?::\d+)?/)*(?!localhost:)[a-z](?:[\w.-]*\w)?:\w(?:[\w.-]*\w)?(?:@sha256:\w+)?(?![\w/:@-])"
)
"""What is written as name and tag are: `python:3.12-slim`; no address and no time of day."""
_NAMED = re.compile(rf"{_REFERENCE.pattern}|\bscratch\b")


def summary_faults(catalog: Catalog) -> tuple[Fault, ...]:
    """Return a fault for each image that a title or a summary names and that is no base of what it is about.

    A summary that names a base names the one that the image itself stands on. Digests are not compared.
    """
    return tuple(fault for example in catalog.examples for fault in _faults(example, _Images(catalog)))


class _Images:
    """The images of a catalog, broken examples included."""

    def __init__(self, catalog: Catalog) -> None:
        pairs = {(variant.reference.example, variant.reference.tag) for variant in catalog.variants}
        pairs |= {(name, tag) for name, tags in catalog.broken_tags.items() for tag in tags}
        self.root = catalog.root
        self._references = {f"{example}:{tag}" for example, tag in pairs}
        self._examples = {example for example, _ in pairs}
        self._unread = catalog.broken - self._examples

    def has(self, name: str) -> bool:
        """Tell whether a name is that of an image of an example, whether or not there is one with that tag."""
        return name.partition(":")[0] in self._examples | self._unread

    def unknown(self, name: str) -> str | None:
        """Return what mends the name of an image of an example that does not exist; None for one that may."""
        if name in self._references or name.partition(":")[0] in self._unread:
            return None
        return did_you_mean(name, self._references) or "mend the name"


def _faults(example: Example, images: _Images) -> list[Fault]:
    path = example.folder.with_name(f"{example.name}.toml")
    document = Document(path.relative_to(images.root).as_posix(), path.read_text("utf-8"))
    everywhere = [base for variant in example.variants for base in variant.base_references]
    for problem, remedy in _unknown(example.title, "title", images, everywhere):
        document.fault(("title",), problem, remedy)
    for variant in example.variants:
        wrong = list(_unknown(variant.summary, "summary", images, variant.base_references))
        for problem, remedy in wrong or _unnamed(variant, images):
            document.fault(("variants", variant.reference.tag, "summary"), problem, remedy)
    return document.faults


def _unknown(text: str, what: str, images: _Images, bases: Iterable[str]) -> Iterator[tuple[str, str]]:
    known = dict.fromkeys(map(_without_digest, bases))
    for name in map(_without_digest, _REFERENCE.findall(text)):
        if images.has(name):
            if (remedy := images.unknown(name)) is not None:
                yield f"its {what} names `{name}`, and there is no such image", remedy
        elif name not in known:
            stands_on = _listed(known) or "no base image"
            yield f"its {what} names `{name}`, and its Dockerfile stands on {stands_on}", "name what it stands on"


def _unnamed(variant: Variant, images: _Images) -> Iterator[tuple[str, str]]:
    """Yield a fault where a summary names bases of other stages only."""
    named = [name for name in map(_without_digest, _NAMED.findall(variant.summary)) if not images.has(name)]
    stands_on = _without_digest(variant.stands_on)
    if named and stands_on not in named:
        problem = f"its summary names {_listed(named)}, and its image stands on `{stands_on}`"
        yield problem, f"name `{stands_on}` too, or no base"


def _without_digest(reference: str) -> str:
    return reference.partition("@")[0]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
