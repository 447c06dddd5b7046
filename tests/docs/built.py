"""Reads a built page: its figures, embedded files, links, and what a browser would load for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

_LOADING_RELATIONS = {
    "dns-prefetch",
    "icon",
    "manifest",
    "modulepreload",
    "preconnect",
    "prefetch",
    "preload",
    "stylesheet",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One `<data data-tare>`: what a machine and what a person reads."""

    expression: str
    value: str
    text: str


@dataclass(slots=True)
class BuiltPage:
    """What one HTML file of the site holds."""

    path: Path
    title: str = ""
    description: str = ""
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    """What a browser fetches to show the page."""
    figures: list[Figure] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    """Path under examples/, and text, of each embedded file."""
    commands: set[str] = field(default_factory=set)
    """Names of the commands that it shows."""


def read_page(path: Path) -> BuiltPage:
    """Return what a built page holds."""
    reader = _Reader(path)
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    return reader.page


class _Reader(HTMLParser):
    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.page = BuiltPage(path)
        self._capturing: str | None = None
        self._attributes: dict[str, str] = {}
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "id" in attributes:
            self.page.ids.add(attributes["id"])
        if "href" in attributes:
            relations = set(attributes.get("rel", "").split())
            if tag in {"a", "area"}:
                self.page.links.append(attributes["href"])
            elif tag == "link" and relations & _LOADING_RELATIONS:
                self.page.loads.append(attributes["href"])
        if "src" in attributes:
            self.page.loads.append(attributes["src"])
        self.page.loads += [each.split()[0] for each in attributes.get("srcset", "").split(",") if each.strip()]
        if "data-tare-command" in attributes:
            self.page.commands.add(attributes["data-tare-command"])
        if tag == "meta" and attributes.get("name") == "description":
            self.page.description = attributes.get("content", "")
        if tag == "title" or "data-tare" in attributes or "data-tare-file" in attributes:
            self._capturing, self._attributes, self._text = tag, attributes, []

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag != self._capturing:
            return
        self._capturing = None
        text = "".join(self._text)
        if "data-tare" in self._attributes:
            self.page.figures.append(Figure(self._attributes["data-tare"], self._attributes["value"], text))
        elif "data-tare-file" in self._attributes:
            self.page.files.append((self._attributes["data-tare-file"], text))
        elif not self.page.title:
            self.page.title = text
