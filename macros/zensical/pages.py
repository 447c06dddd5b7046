"""What a build with Zensical has at hand: the project's configuration, files and pages, as MkDocs knows them.

MkDocs writes nothing here. It says which files are published and under which addresses, and what is wrong with
navigation and links, so that both generators have the same pages and the same faults.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import TYPE_CHECKING, TypeVar

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from ..pages.beside import add_files
from ..pages.site_build import SiteBuild

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mkdocs.structure.files import File

Made = TypeVar("Made")


@dataclass(slots=True)
class Pages:
    """The pages of one build, read and not yet rendered."""

    build: SiteBuild
    config: MkDocsConfig
    files: Files
    _begun: list[tuple[str, int, int]] = field(default_factory=list)
    """Each page in the order in which it was rendered, with how many claims and myths there were before it."""

    def page(self, path: str) -> Page:
        """Return the page with a path below the pages' folder."""
        file = self.files.src_uris[path]
        assert file.page is not None, "read_pages made it"  # noqa: S101 - a bug, not a condition
        return file.page

    def begin(self, path: str) -> Page:
        """Take note that a page is rendered from now on, and return it."""
        self._begun.append((path, len(self.build.claims), len(self.build.myths)))
        return self.page(path)

    def put_in_order(self) -> None:
        """Put claims and myths into the order of the pages: Zensical renders by path, and MkDocs the home page first.

        So the published results do not depend on which of them built the site.
        """
        self.build.claims = self._in_order(self.build.claims, [claims for _, claims, _ in self._begun])
        self.build.myths = self._in_order(self.build.myths, [myths for _, _, myths in self._begun])

    def note_anchors(self) -> None:
        """Have MkDocs warn of links to places that no page has, now that all pages are rendered."""
        for file in self.files.documentation_pages():
            page = self.page(file.src_uri)
            page.validate_anchor_links(files=self.files, log_level=self.config.validation.links.anchors)

    def _in_order(self, made: Sequence[Made], firsts: Iterable[int]) -> list[Made]:
        paths = [path for path, _, _ in self._begun]
        parts = dict(zip(paths, pairwise([*firsts, len(made)]), strict=True))
        in_order = [parts[file.src_uri] for file in self.files.documentation_pages() if file.src_uri in parts]
        return list(chain.from_iterable(made[first:last] for first, last in in_order))


_current: Pages | None = None


def read_pages(config: MkDocsConfig, build: SiteBuild) -> Pages:
    """Read the files and pages of a project; what Zensical renders from now on belongs to them.

    MkDocs warns of what is wrong with its navigation. Raises TareError where an example cannot be packed.
    """
    global _current  # noqa: PLW0603 - Zensical calls the macros and the extension, and passes nothing on
    files = get_files(config)
    config.plugins._current_plugin = "tare"  # noqa: SLF001 - as in its hooks, where MkDocs knows who adds files
    add_files(files, config, build.findings)
    set_exclusions(files, config)
    get_navigation(files, config)
    for file in files.documentation_pages():
        _read(file, config)
    _current = Pages(build, config, files)
    return _current


def current_pages() -> Pages:
    """Return the pages of the build that is under way."""
    if _current is None:
        message = "no build with Zensical is under way"
        raise RuntimeError(message)
    return _current


def _read(file: File, config: MkDocsConfig) -> None:
    page = file.page or Page(None, file, config)
    page.read_source(config)
