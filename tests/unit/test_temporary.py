from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from macros import temporary
from macros.clean import clean
from macros.settings import read_settings
from macros.temporary import left_behind, remove_left_behind, temporary_folder

HOLDS = """
import pathlib, sys, time
from macros.temporary import temporary_folder
with temporary_folder("test", pathlib.Path(sys.argv[1])) as folder:
    (folder / "config.json").write_text("a password")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place of temporary folders."""
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(temporary, "SHORT", tmp_path)
    return tmp_path


def killed(checkout: Path, place: Path) -> Path:
    """Return the folder of a process that was killed, which is there until then and no longer than it."""
    command = [sys.executable, "-c", HOLDS, str(place)]
    with subprocess.Popen(command, cwd=checkout, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        assert folder.is_dir()
        assert left_behind() == []
        remove_left_behind(folder)
        assert folder.is_dir()
        process.kill()
    return folder


def test_a_folder_is_its_owners_alone_and_gone_at_the_end(place: Path) -> None:
    with temporary_folder("test") as folder:
        assert folder.parent == place
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert left_behind() == []
    assert list(place.iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next(checkout: Path, place: Path) -> None:
    (place / "tare-home").mkdir()
    left = killed(checkout, place)
    assert left_behind() == [left]
    temporary._sweep_once.cache_clear()  # noqa: SLF001 - as the next run begins
    with temporary_folder("test"):
        assert not left.exists()
    assert [path.name for path in place.iterdir()] == ["tare-home"]


def test_what_a_killed_run_left_is_listed_and_removed_by_clean(checkout: Path, place: Path) -> None:
    left = killed(checkout, place)
    settings = read_settings({"TARE_HOME": str(place / "home")})
    nowhere = {"DOCKER_HOST": "unix:///nowhere.sock"}
    assert list(clean(settings, nowhere, dry_run=True))[-1] == f"{left}: would be removed"
    assert list(clean(settings, nowhere, dry_run=False))[-1] == f"{left}: removed"
    assert not left.exists()
