"""The module of macros that Zensical loads: registers them anew for each page that it renders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page
from zensical.extensions.macros import MacroEnv

from ..pages.macros import register
from .pages import current_pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..pages.facts import Fact


@dataclass(slots=True)
class Environment:
    """What macros ask of their environment: Zensical's, with the page as MkDocs knows it."""

    conf: MkDocsConfig
    page: Page
    markdown: str
    project_dir: str
    zensical: MacroEnv

    def macro(self, function: Callable[..., str | Fact], name: str) -> Any:  # noqa: ANN401 - as Zensical has it
        """Register a macro under a name."""
        return self.zensical.macro(function, name)


def define_env(env: MacroEnv) -> None:
    """Register the macros that pages call, for the page that is rendered next."""
    assert env.page is not None, "Zensical renders pages"  # noqa: S101 - a bug, not a condition
    pages = current_pages()
    page = pages.begin(env.page.path)
    root = str(Path(pages.config.config_file_path).parent)
    register(Environment(pages.config, page, page.markdown or "", root, env))
