"""Zensical's side of Tare: renders the pages, refuses the site with all faults at once, moves a good one into place."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import WrongSource
from ..pages.beside import fill_files
from ..pages.complaints import Warnings
from ..pages.finishing import finish, print_warnings
from ..pages.noticing import note_sources
from ..pages.refusals import refusals_as_errors
from ..pages.site_build import begin_build
from ..pages.staging import make_staging_folder
from ..temporary import temporary_folder
from .pages import read_pages
from .program import run_zensical
from .workspace import SITE, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from ..pages.site_build import SiteBuild
    from ..pages.staging import StagingFolder
    from ..plan.findings import Findings


def build_with_zensical(config: MkDocsConfig, findings: Findings, platform: str) -> None:
    """Build the site of a project from what was found, into the folder that its configuration names.

    Its claims are checked for `platform`. Raises WrongSource with all faults, and SurroundingsError where the site
    cannot be written; the last good site stays as it is then.
    """
    root = Path(config.config_file_path).parent
    build = begin_build(findings, platform)
    build.links_from_source = True
    note_sources(build, root)
    with refusals_as_errors(), _staging(Path(config.site_dir)) as staging:
        with temporary_folder("zensical") as workspace:
            files = _render(build, config, workspace)
            shutil.copytree(workspace / SITE, staging.path, dirs_exist_ok=True)
        _write_generated(files, staging.path)
        finish(build, staging.path)
        _refuse(build)
        staging.publish()
    print_warnings(build)


def _render(build: SiteBuild, config: MkDocsConfig, workspace: Path) -> Files:
    """Have the pages rendered, and return the files of the site. Raises WrongSource with all faults."""
    root = Path(config.config_file_path).parent
    warnings = Warnings()
    warnings.start(root, Path(config.docs_dir).relative_to(root).as_posix())
    try:
        pages = read_pages(config, build)
        run_zensical(lay_out(pages, workspace))
        if build.bugs:
            raise build.bugs[0]
        pages.note_anchors()
    finally:
        warnings.stop()
    build.faults += warnings.faults
    _refuse(build)
    pages.put_in_order()
    fill_files(pages.files, build)
    return pages.files


def _write_generated(files: Files, site: Path) -> None:
    for file in files:
        if file.generated_by is not None:
            path = site / file.dest_uri
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content_bytes)


def _refuse(build: SiteBuild) -> None:
    if build.faults:
        raise WrongSource(build.faults)


@contextmanager
def _staging(target: Path) -> Iterator[StagingFolder]:
    staging = make_staging_folder(target)
    try:
        yield staging
    finally:
        staging.discard()
