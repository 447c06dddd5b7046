from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

# Joined here, since this file is read too.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("ftp", "debian", "org"),
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
    )
)
WORKFLOW = Path(".github", "workflows", "publish.yml")
MADE = {
    ".git",
    ".venv",
    "site",
    "site-zensical",
    "__pycache__",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
}


def test_no_package_registry_is_named_anywhere(checkout: Path) -> None:
    """Mirrors come from the machine's own configuration, so that the project works behind any."""
    named = []
    for folder, folders, files in os.walk(checkout):
        folders[:] = [name for name in folders if name not in MADE and not name.startswith(".site-")]
        for path in (Path(folder, name) for name in files):
            content = path.read_bytes() if path.is_file() else b""
            named += [f"{path.relative_to(checkout)}: {host}" for host in REGISTRIES if host.encode() in content]
    assert named == []


def lint_workflows(checkout: Path, folder: Path) -> int:
    """Run in `folder` the line of `make lint` that is about workflows; return its exit status."""
    makefile = (checkout / "Makefile").read_text(encoding="utf-8")
    line = next(line for line in makefile.splitlines() if "zizmor" in line)
    command = line.strip().removeprefix("@").replace("$(BIN)", str(Path(sys.executable).parent))
    return subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, check=False).returncode


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param("", "", id="as it is"),
        pytest.param(r"@[0-9a-f]{40} #", "@v7 #", id="an action that is not pinned"),
        pytest.param(r"@sha256:\w+", "", id="an image that is not pinned"),
        pytest.param("contents: read", "contents: write", id="more rights than are needed"),
        pytest.param("run: make lint", "run: echo ${{ github.event.head_commit.message }}", id="a script injection"),
        pytest.param("needs: site", "needs: sight", id="a job that there is not"),
    ],
)
def test_lint_refuses_a_workflow_that_is_not_safe(checkout: Path, tmp_path: Path, right: str, wrong: str) -> None:
    workflow = tmp_path / WORKFLOW
    workflow.parent.mkdir(parents=True)
    workflow.write_text(re.sub(right, wrong, (checkout / WORKFLOW).read_text(encoding="utf-8")), encoding="utf-8")
    assert (lint_workflows(checkout, tmp_path) == 0) == (right == wrong)


@pytest.mark.parametrize(
    ("results", "published"),
    [
        pytest.param('{"stand_in": null, "status": "measured"}', True, id="all measured"),
        pytest.param('{"stand_in": {"name": "x"}}', False, id="a stand-in"),
        pytest.param('{"status": "not measured"}', False, id="a gap"),
        pytest.param("", False, id="no results in the file"),
        pytest.param(None, False, id="no file"),
    ],
)
def test_no_stand_in_and_no_gap_is_published(
    checkout: Path, tmp_path: Path, results: str | None, *, published: bool
) -> None:
    workflow = (checkout / WORKFLOW).read_text(encoding="utf-8")
    found = re.search(r"- name: Refuse stand-ins and gaps\n(?:.*\n){1,2}? +run: \|\n((?: {10}.*\n)+)", workflow)
    assert found
    (tmp_path / "site").mkdir()
    if results is not None:
        (tmp_path / "site/results.json").write_text(results)
    done = subprocess.run(["sh", "-e", "-c", found[1]], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode == 0) == published


def test_what_is_published_was_checked_before(checkout: Path) -> None:
    steps = re.findall(r"run: make (\w+)|uses: actions/(\S+)@", (checkout / WORKFLOW).read_text(encoding="utf-8"))
    assert [target or action for target, action in steps] == [
        "checkout",
        "lint",
        "test",
        "site",
        "upload-pages-artifact",
        "deploy-pages",
    ]
