"""Reads mkdocs.yml as YAML nodes, which have lines and know every tag: from the file to its top and its own texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "mkdocs.yml"
_TEXTS = ("site_name", "site_description", "copyright")


def read_settings(root: Path) -> dict[str, Any]:
    """Return the top of mkdocs.yml under the project's root as YAML nodes by key; nothing where it cannot be parsed."""
    import yaml  # type: ignore[import-untyped]

    try:
        node = yaml.compose((root / NAME).read_text("utf-8-sig"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, ValueError, yaml.YAMLError):
        return {}  # which MkDocs says better
    return mapping(node)


def mapping(node: Any) -> dict[str, Any]:  # noqa: ANN401 - a YAML node of any kind
    """Return the values of a node by key; nothing where it is no mapping."""
    if not isinstance(getattr(node, "value", None), list) or node.id != "mapping":
        return {}
    return {key.value: value for key, value in node.value if isinstance(key.value, str)}


def told_texts(settings: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield each text that a reader of the site gets to see, with its line: about the site, and titles in `nav`."""
    for key in _TEXTS:
        if isinstance(getattr(settings.get(key), "value", None), str):
            yield settings[key].start_mark.line + 1, settings[key].value
    if "nav" in settings:
        yield from _titles(settings["nav"])


def _titles(node: Any) -> Iterator[tuple[int, str]]:  # noqa: ANN401 - a YAML node of any kind
    if node.id == "mapping":
        yield from ((key.start_mark.line + 1, key.value) for key, _ in node.value if isinstance(key.value, str))
    for item in node.value if isinstance(node.value, list) else ():
        yield from _titles(item[1] if node.id == "mapping" else item)
