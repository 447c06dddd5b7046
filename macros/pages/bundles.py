"""Joins the styles and scripts of `docs/assets/` into one file of each kind: one request in the place of thirty.

They are written one file for each component; a browser waits for each file that it has to ask for.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.structure.files import File

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

_FOLDER = "assets/"
_DIGITS = 10
"""Of a SHA-256 in hexadecimal, in the name of a bundle: one that changed has another address."""


def bundle(files: Files, config: MkDocsConfig) -> None:
    """Put one file in the place of the styles that `extra_css` names under `assets/`, and one of deferred scripts.

    What lies elsewhere, and scripts that load in another way, stay as they are. The order stays too; a script becomes
    a block, so that what it declares is its own.
    """
    styles = [path for path in config.extra_css if path.startswith(_FOLDER)]
    if len(styles) > 1 and (text := _taken(files, styles)) is not None:
        name = _publish(files, config, "css", text)
        config.extra_css = [name, *(path for path in config.extra_css if path not in styles)]
    scripts = [each for each in config.extra_javascript if isinstance(each, ExtraScriptValue) and _is_ours(each)]
    if len(scripts) > 1 and (text := _taken(files, [each.path for each in scripts], "{{\n{}}}\n")) is not None:
        bundled = ExtraScriptValue(_publish(files, config, "js", f'"use strict";\n{text}'))
        bundled.defer = True
        config.extra_javascript = [each for each in config.extra_javascript if each not in scripts] + [bundled]


def _is_ours(script: ExtraScriptValue) -> bool:
    return script.path.startswith(_FOLDER) and script.defer


def _taken(files: Files, paths: Iterable[str], form: str = "{}") -> str | None:
    """Take files out of the site and return their texts, one after the other; None where one is missing."""
    found = [files.get_file_from_path(path) for path in paths]
    if None in found:
        return None  # which MkDocs says itself
    taken = [file for file in found if file is not None]
    for file in taken:
        files.remove(file)
    return "".join(form.format(file.content_string.rstrip() + "\n") for file in taken)


def _publish(files: Files, config: MkDocsConfig, suffix: str, text: str) -> str:
    """Add a file to the site and return its path, which changes with what is in it."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
    name = f"{_FOLDER}tare.{digest}.{suffix}"
    files.append(File.generated(config, name, content=text))
    return name
