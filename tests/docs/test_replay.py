"""The site of this checkout, built again from its own results: the same figures, without an engine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.docs.built import read_page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Site
    from tests.docs.built import BuiltPage

pytestmark = pytest.mark.timeout(300)
"""Seconds: a whole site is rendered."""
PROGRAM = "import sys; from macros.cli import main; sys.exit(main())"


def replay(project: Path) -> subprocess.CompletedProcess[str]:
    """Run `tare site --replay` in a project, where no program, no TARE_HOME and no Docker can be found."""
    home = project / "no-home"
    alone = {"PATH": str(home), "HOME": str(home), "TARE_HOME": str(home), "LANG": "C.UTF-8"}
    command = [sys.executable, "-c", PROGRAM, "site", "--replay", "given.json"]
    return subprocess.run(command, cwd=project, env=alone, check=False, capture_output=True, text=True, timeout=280)


@pytest.fixture(scope="module")
def project(site: Site, checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project with the results of the measured site, and without the site."""
    root = tmp_path_factory.mktemp("replayed")
    for name in ("docs", "examples", "macros"):
        shutil.copytree(checkout / name, root / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "README.md"):
        shutil.copy2(checkout / name, root)
    shutil.copy2(site.folder / "results.json", root / "given.json")
    return root


def test_a_replayed_site_has_the_pages_and_figures_of_the_measured_one(
    site: Site, pages: dict[str, BuiltPage], project: Path
) -> None:
    done = replay(project)
    assert not done.returncode, done.stderr
    assert "and nothing was measured" in done.stderr
    built = {
        path.relative_to(project / "site").as_posix(): read_page(path) for path in (project / "site").rglob("*.html")
    }
    assert built.keys() == pages.keys()
    for name, page in pages.items():
        assert built[name].figures == page.figures, name
        assert built[name].files == page.files, name
        assert built[name].commands == page.commands, name
    assert (project / "site/results.json").read_bytes() == (site.folder / "results.json").read_bytes()
    assert not (project / "no-home").exists()


def test_a_replayed_site_is_dated_on_each_page_with_figures(pages: dict[str, BuiltPage], project: Path) -> None:
    assert not replay(project).returncode
    for name, page in pages.items():
        replayed = (project / "site" / name).read_text(encoding="utf-8").count("tare-replayed")
        assert replayed == (1 if page.figures else 0), name


def test_a_replay_of_other_sources_names_what_differs(project: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(project, changed, symlinks=True, ignore=shutil.ignore_patterns("site"))
    app = changed / "examples/myapp/app.py"
    app.write_text(app.read_text() + "\n# another word\n")
    done = replay(changed)
    assert done.returncode == 1
    *faults, count = done.stderr.splitlines()
    assert all("app.py is not what was measured; check out what was measured" in fault for fault in faults)
    assert count.endswith("; no new site was made")
    assert not os.path.lexists(changed / "site")
