"""MkDocs' side of Tare: stages the site, refuses it with all faults at once, moves a good one into place."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, event_priority

from .errors import TareError, WrongSource
from .pages.beside import add_files, fill_files
from .pages.complaints import Warnings
from .pages.finishing import finish, print_warnings
from .pages.noticing import note_html, note_markdown, note_sources
from .pages.options import TareOptions
from .pages.refusals import Refused, errors_as_refusals, refusals_as_errors
from .pages.site_build import SiteBuild, begin_build
from .pages.staging import StagingFolder, make_staging_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from .plan.findings import Findings

_RUNS_FIRST = 100
_RUNS_LAST = -100

_measure: Callable[[], Findings] | None = None
"""What finds the outcomes in this process; None until it is told, and then the lab itself is asked."""


class TarePlugin(BasePlugin[TareOptions]):
    """The hooks; listed last in mkdocs.yml, so that macros have run before each of them."""

    def __init__(self) -> None:
        self._build: SiteBuild | None = None
        self._staging: StagingFolder | None = None
        self._warnings = Warnings()
        self._serves = False

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002 - MkDocs' signature
        """Take note of `serve`, which puts a script of its own into each page that it sends."""
        self._serves = command == "serve"

    @event_priority(_RUNS_FIRST)
    def on_config(self, config: MkDocsConfig) -> None:
        """Measure what is missing, then let MkDocs write into a staging folder."""
        root = Path(config.config_file_path).parent
        with errors_as_refusals():
            findings = (_measure or partial(_ask_the_lab, root))()
            self._staging = make_staging_folder(Path(config.site_dir))
        self._build = begin_build(findings, self.config.platform)
        with errors_as_refusals():
            note_sources(self._build, root)
        config.site_dir = str(self._staging.path)
        self._warnings.start(root, Path(config.docs_dir).relative_to(root).as_posix())

    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Add what is published beside the pages, so that links to it hold."""
        with errors_as_refusals():
            add_files(files, config, self._now.findings)

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Record front matter that is not YAML, and what the macros plugin writes for a page that it cannot render."""
        note_markdown(self._now, markdown, page, config)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Record the macros that stand where their HTML cannot be put, and the cards that the page shows."""
        note_html(self._now, html)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002
        """Refuse the site, now that all pages are read and nothing is written."""
        if self._now.bugs:
            raise self._now.bugs[0]
        if self._now.faults:
            # MkDocs would come to these only after the pages are written.
            for file in files.documentation_pages():
                assert file.page is not None, "all pages are read"  # noqa: S101 - a bug, not a condition
                file.page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)
        self._refuse_faults()
        fill_files(files, self._now)

    @event_priority(_RUNS_LAST)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Check the staged site and move it into place."""
        finish(self._now, Path(config.site_dir), secured=not self._serves)
        self._refuse_faults()
        if self._staging is not None:
            self._staging.publish()
        print_warnings(self._now)
        self._end()

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002 - MkDocs' signature
        """Drop what was staged."""
        self._end()

    def on_shutdown(self) -> None:
        """Drop what was staged when MkDocs is interrupted."""
        self._end()

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Watch the examples, and keep the last good site when a rebuild fails; the first one has just been built."""
        print(f"Serving on {server.url}, until Ctrl-C", file=sys.stderr)
        configuration = Path(config.config_file_path)
        server.watch(str(configuration.parent / "examples"))
        server.builder = partial(_rebuild, server, builder, configuration)
        return server

    @property
    def _now(self) -> SiteBuild:
        assert self._build is not None, "on_config runs first"  # noqa: S101 - a bug, not a condition
        return self._build

    def _refuse_faults(self) -> None:
        faults = [*self._now.faults, *self._warnings.faults]
        if faults:
            raise Refused(WrongSource(faults))

    def _end(self) -> None:
        self._warnings.stop()
        if self._staging is not None:
            self._staging.discard()
            self._staging = None


def build_site(
    root: Path, measure: Callable[[], Findings], generator: str | None = None, target: Path | None = None
) -> Findings:
    """Build the site of a project in this process from what `measure` finds, and return that.

    A generator and a folder may be given in the place of those that mkdocs.yml names. A configuration that is wrong is
    told before anything is measured. Raises WrongSource with all faults; the last good site stays as it is.
    """
    from .pages.configuration import read_configuration

    config = read_configuration(root / "mkdocs.yml")
    if target is not None:
        config.site_dir = str(target)
    options = _options(config)
    findings = measure()
    if (generator or options.generator) == "zensical":
        from .zensical.build import build_with_zensical

        build_with_zensical(config, findings, options.platform)
    else:
        _build_with_mkdocs(config, findings)
    return findings


def _options(config: MkDocsConfig) -> TareOptions:
    plugin = config.plugins.get("tare")
    if isinstance(plugin, TarePlugin):
        return plugin.config
    # Without the plugin MkDocs is left to say so, page by page.
    options = TareOptions()
    options.validate()
    return options


def _build_with_mkdocs(config: MkDocsConfig, findings: Findings) -> None:
    from mkdocs.commands.build import build

    with _measuring(lambda: findings), refusals_as_errors():
        try:
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
        finally:
            config.plugins.on_shutdown()


def serve_site(root: Path, measure: Callable[[], Findings]) -> None:
    """Serve a project on this machine until it is interrupted; each rebuild asks `measure` again.

    Raises WrongSource where the very first build has faults.
    """
    from mkdocs.commands.serve import serve

    from .pages.configuration import read_configuration

    with _measuring(measure), refusals_as_errors():
        read_configuration(root / "mkdocs.yml")  # MkDocs reads it itself, and says less of what is wrong
        serve(str(root / "mkdocs.yml"), dev_addr=f"127.0.0.1:{_free_port()}")


@contextmanager
def _measuring(measure: Callable[[], Findings]) -> Iterator[None]:
    global _measure  # noqa: PLW0603 - MkDocs makes the plugin and passes nothing on
    before, _measure = _measure, measure
    # Material prints a notice on every start unless it finds this.
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    try:
        yield
    finally:
        _measure = before


def _ask_the_lab(root: Path) -> Findings:
    from .lab.lab import findings_for

    return findings_for(root)


def _rebuild(server: LiveReloadServer, builder: Callable[..., None], configuration: Path) -> None:
    """Rebuild while the last good site is served; reload the browsers only when there is a new one.

    MkDocs' server lets every request wait while the epoch it wants is not the visible one, for good after a failed
    build. The site is staged, so that there is nothing to wait for: it is told so.
    """
    from .pages.configuration import read_configuration

    wanted = server._wanted_epoch  # noqa: SLF001
    server._wanted_epoch = server._visible_epoch  # noqa: SLF001
    try:
        with refusals_as_errors():
            read_configuration(configuration)
            builder()
    except (TareError, Abort) as refused:
        print(f"{refused}\nThe last good site is still served.", file=sys.stderr)
        return
    server._wanted_epoch = wanted  # noqa: SLF001
    print(f"The site is new: {datetime.now():%H:%M:%S}", file=sys.stderr)  # noqa: DTZ005 - on the reader's clock


def _free_port(first: int = 8000, tries: int = 100) -> int:
    import socket

    for port in range(first, first + tries):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no port from {first} to {first + tries - 1} is free")
