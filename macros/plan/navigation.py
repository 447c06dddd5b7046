"""Compares `nav` in mkdocs.yml with the pages: entries without a page, pages without an entry."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..errors import Fault, did_you_mean
from .mkdocs_file import NAME, mapping, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_LEAVE_PAGES_OUT = ("exclude_docs", "draft_docs", "not_in_nav")


def navigation_faults(root: Path, pages: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each entry of `nav` that leads to no file, and for each page that it lacks.

    `pages` are their paths in docs/. Where mkdocs.yml cannot be parsed or has no `nav` there is nothing to compare;
    pages may be missing where the file does not ask MkDocs to warn of them, or leaves some out by patterns.
    """
    settings = read_settings(root)
    if "nav" not in settings:
        return
    known = set(pages)
    named: set[str] = set()
    for target, line in entries(settings["nav"]):
        url = urlsplit(target)
        if url.scheme or url.netloc or target.startswith("/"):
            continue
        name = posixpath.normpath(target)
        named.add(name)
        if name not in known and not (root / "docs" / name).is_file():
            remedy = did_you_mean(target, known - named) or f"add docs/{name}, or remove the entry"
            yield Fault(NAME, line, f"`nav` names `{target}`, and there is no such page", remedy)
    if _asks_for_every_page(settings):
        for page in sorted(known - named):
            # MkDocs leaves this folder out.
            if not page.startswith("templates/"):
                yield Fault(f"docs/{page}", None, "`nav` does not name this page", f"add it to `nav` in {NAME}")


def entries(node: Any) -> Iterator[tuple[str, int]]:  # noqa: ANN401 - a YAML node of any kind
    """Yield what an entry leads to and its line, through all sections."""
    if node.id == "scalar":
        if node.tag.endswith(":str"):
            yield node.value, node.start_mark.line + 1
        return
    for item in node.value:
        yield from entries(item[1] if node.id == "mapping" else item)


def _asks_for_every_page(settings: dict[str, Any]) -> bool:
    if any(key in settings for key in _LEAVE_PAGES_OUT):
        return False
    validation = mapping(settings.get("validation"))
    omitted = mapping(validation.get("nav")).get("omitted_files", validation.get("omitted_files"))
    return getattr(omitted, "value", None) == "warn"
