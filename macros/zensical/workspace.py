"""Lays out what Zensical builds from: the files that are published, and mkdocs.yml as Zensical needs it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.utils.yaml import yaml_load

from ..pages.complaints import page_source
from ..pages.front_matter import front_matter_fault

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File

    from .pages import Pages

PAGES, SITE = "docs", "site"
"""The folders in a workspace that Zensical reads and writes."""
_MACROS = "macros.zensical.environment"
_LOOKS = "macros.zensical.extension"


def lay_out(pages: Pages, workspace: Path) -> Path:
    """Write what Zensical builds from into an empty folder, and return its configuration there.

    What is generated is none of it: Zensical would but copy it.
    """
    import yaml  # type: ignore[import-untyped] # it brings no types

    for file in pages.files:
        if file.inclusion.is_included() and file.generated_by is None:
            path = workspace / PAGES / file.src_uri
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_content(file, pages.config))
    configuration = workspace / "mkdocs.yml"
    configuration.write_text(yaml.dump(_derived(pages.config)), encoding="utf-8")
    return configuration


def _content(file: File, config: MkDocsConfig) -> bytes:
    """Return what a file holds; a page whose front matter is no YAML gets another, at which Zensical does not end.

    MkDocs takes such front matter for text, and its fault is told with all others.
    """
    if file.page is not None and front_matter_fault(page_source(file.page, config), file.content_string):
        return b"---\n{}\n---\n" + file.content_bytes
    return file.content_bytes


def _derived(config: MkDocsConfig) -> dict[str, Any]:
    """Return the configuration as it stands in mkdocs.yml, with what Zensical has to do otherwise."""
    with Path(config.config_file_path).open(encoding="utf-8-sig") as source:
        written = yaml_load(source)
    theme = written.get("theme")
    theme = {"name": theme} if isinstance(theme, str) else dict(theme or {})
    theme.setdefault("variant", "classic")  # which looks as Material does
    if custom := theme.get("custom_dir"):
        theme["custom_dir"] = str(Path(config.config_file_path).parent / custom)
    plugins = _by_name(written.get("plugins"))
    return {
        **written,
        "docs_dir": PAGES,
        "site_dir": SITE,
        "theme": theme,
        "extra_css": list(config.extra_css),
        "extra_javascript": [_script(each) for each in config.extra_javascript],
        "plugins": [*({name: plugins[name]} for name in plugins if name != "macros"), _macros(plugins)],
        "markdown_extensions": [*_listed(written.get("markdown_extensions")), _LOOKS],
        "validation": False,  # MkDocs looks at the links
    }


def _macros(plugins: dict[str, Any]) -> dict[str, Any]:
    return {"macros": {**(plugins.get("macros") or {}), "module_name": _MACROS}}


def _script(script: object) -> object:
    """Return a script as it can be written in YAML."""
    if isinstance(script, str):
        return script
    kept = ("path", "type", "async", "defer")
    return {key: value for key in kept if (value := getattr(script, "async_" if key == "async" else key, None))}


def _listed(entries: Any) -> list[Any]:  # noqa: ANN401 - what stands in a YAML file
    """Return extensions as a list; in mkdocs.yml they can be a mapping too."""
    return [{name: entries[name]} for name in entries] if isinstance(entries, dict) else list(entries or [])


def _by_name(entries: Any) -> dict[str, Any]:  # noqa: ANN401 - what stands in a YAML file
    """Return plugins with their options, by name."""
    named: dict[str, Any] = {}
    for entry in _listed(entries):
        named.update(entry if isinstance(entry, dict) else {entry: {}})
    return {name: options or {} for name, options in named.items()}
