from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pip
import pytest

from macros import environment
from macros.environment import EnvironmentFailed


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose lock file asks for nothing."""
    (tmp_path / "requirements.lock").write_text("")
    (tmp_path / "pyproject.toml").write_text("")
    return tmp_path


@pytest.fixture
def pip_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what pip would be asked for, instead of asking the network for it."""
    calls: list[str] = []
    monkeypatch.setattr(environment, "add_pip", lambda _folder: None)
    monkeypatch.setattr(environment, "run_pip", lambda _folder, arguments, *_: calls.append(arguments[-1]))
    return calls


def test_the_python_versions_are_those_of_the_project(checkout: Path) -> None:
    requires = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]["requires-python"]
    oldest, newest = environment.OLDEST_PYTHON, environment.NEWEST_PYTHON
    assert requires == f">={environment.dotted(oldest)},<{newest[0]}.{newest[1] + 1}"


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 15), (4, 0)])
def test_another_python_is_refused_with_what_helps(version: tuple[int, int]) -> None:
    with pytest.raises(
        EnvironmentFailed, match=r"Tare needs 3\.11 to 3\.14; name another one, as in `make site PYTHON="
    ):
        environment.check_python(version)


def test_it_needs_nothing_but_the_standard_library(checkout: Path) -> None:
    """It runs before anything is installed: isolated, and without site-packages."""
    script = checkout / "macros" / "environment.py"
    program = f"import runpy; runpy.run_path({str(script)!r})"
    subprocess.run([sys.executable, "-I", "-S", "-c", program], check=True)


def test_a_second_run_does_nothing_and_says_nothing(
    project: Path, pip_calls: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert environment.main(project) == 0
    capsys.readouterr()
    pip_calls.clear()
    assert environment.main(project) == 0
    assert not pip_calls
    assert capsys.readouterr().err == ""


def test_a_changed_project_is_installed_again_without_its_packages(project: Path, pip_calls: list[str]) -> None:
    environment.main(project)
    pip_calls.clear()
    (project / "pyproject.toml").write_text("[project]")
    environment.main(project)
    assert pip_calls == [str(project)]


def test_a_changed_lock_file_makes_the_environment_anew(project: Path, pip_calls: list[str]) -> None:
    environment.main(project)
    (project / ".venv" / "left-over").touch()
    pip_calls.clear()
    (project / "requirements.lock").write_text("# changed")
    environment.main(project)
    assert pip_calls == [str(project / "requirements.lock"), str(project)]
    assert not (project / ".venv" / "left-over").exists()


def test_an_interrupted_environment_is_made_anew(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def interrupt(_folder: Path, arguments: list[str], *_: int) -> None:
        calls.append(arguments[-1])
        if len(calls) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(environment, "add_pip", lambda _folder: None)
    monkeypatch.setattr(environment, "run_pip", interrupt)
    assert environment.main(project) == environment.EXIT_INTERRUPTED
    assert environment.main(project) == 0
    assert calls == [str(project / "requirements.lock")] * 2 + [str(project)]


def test_an_environment_that_cannot_be_written_is_one_sentence(
    project: Path, pip_calls: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (project / ".venv").write_text("a file is in the way")
    assert environment.main(project) == environment.EXIT_SURROUNDINGS
    assert "Not a directory" in capsys.readouterr().err
    assert not pip_calls


def test_pip_that_fails_gives_its_reason_and_keeps_its_log(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def copy_pip(folder: Path) -> None:
        ours = Path(pip.__file__).parent
        shutil.copytree(ours, folder / "lib" / f"python3.{sys.version_info.minor}" / "site-packages" / "pip")

    monkeypatch.setattr(environment, "add_pip", copy_pip)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    (project / "requirements.lock").write_text("tare-has-no-such-package==1 --hash=sha256:00\n")
    assert environment.main(project) == environment.EXIT_SURROUNDINGS
    said = capsys.readouterr().err
    assert "pip could not install what requirements.lock names" in said
    assert "Traceback" not in said
    assert (project / ".venv" / "pip.log").read_text()


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["ERROR: No space left on device.\n"], "No space left on device"),
        (
            ["WARNING: Retrying (Retry(total=0)) after connection broken\n", "ERROR: No matching distribution\n"],
            "its package index does not answer",
        ),
        ([], "it said nothing"),
    ],
)
def test_the_reason_of_a_failed_installation_is_the_cause_and_not_what_followed(lines: list[str], reason: str) -> None:
    assert environment.pip_reason(lines) == reason


def test_debians_pip_works_without_the_machines_certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = tmp_path / "absent.crt"
    local = tmp_path / "local"
    local.mkdir()
    (local / "ours.crt").write_text("OURS\n")
    monkeypatch.setattr(environment, "DEBIAN_CERTIFICATES", absent)
    monkeypatch.setattr(environment, "LOCAL_CERTIFICATES", local)
    certifi = tmp_path / "certifi"
    certifi.mkdir()
    (certifi / "core.py").write_text(f"PATH = '{absent}'\n")
    (certifi / "cacert.pem").write_text("UPSTREAM\n")
    environment.mend_certificates(certifi)
    assert (certifi / "core.py").read_text() == f"PATH = '{certifi / 'cacert.pem'}'\n"
    assert (certifi / "cacert.pem").read_text().split() == ["UPSTREAM", "OURS"]
