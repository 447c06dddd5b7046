"""`tare site --replay` on a small project: no engine, no network, no TARE_HOME, and the results it was given."""

from __future__ import annotations

import json
import re
import socket
from typing import TYPE_CHECKING

import pytest

from macros.cli import main
from tests.unit.registries.servers import Reply, serving
from tests.unit.replayable import replayable, results_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project as the working directory, whose results stand beside it; nothing around it can be used."""
    root = replayable(tmp_path / "project")
    (tmp_path / "results.json").write_bytes(results_of(root))
    monkeypatch.chdir(root)
    monkeypatch.setenv("TARE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(tmp_path / "no-programs"))
    return root


@pytest.fixture
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_keywords: object) -> None:
        pytest.fail("a replay from a file connects to nothing")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.usefixtures("_alone")
def test_a_site_is_built_from_a_file_alone_and_says_from_when(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = project.parent / "results.json"
    # A command of the results failed: nothing was mended since.
    assert main(["site", "--replay", str(given)]) == 3
    page = (project / "site/index.html").read_text()
    assert '<data value="100" data-tare="demo:slim/unpacked_size">' in page
    assert page.count("tare-replayed") == 1
    assert "4 May 2026, 12:00 UTC" in page
    assert "tare-replayed" not in (project / "site/plain/index.html").read_text()
    assert (project / "site/results.json").read_bytes() == given.read_bytes()
    assert not (project.parent / "home").exists()
    told = capsys.readouterr().err
    assert "Replayed from results of 2026-05-04 12:00 UTC, and nothing was measured: 1 measurement stands" in told
    assert "failed: examples/demo.toml: command `hang`: it did not end; it printed last: a | b" in told


@pytest.mark.usefixtures("_alone")
def test_a_site_can_be_built_from_its_own_results(project: Path) -> None:
    given = str(project.parent / "results.json")
    assert main(["site", "--replay", given]) == 3
    pages = {path: path.read_bytes() for path in (project / "site").rglob("*.html")}
    assert main(["site", "--replay", "site/results.json"]) == 3
    assert {path: path.read_bytes() for path in (project / "site").rglob("*.html")} == pages


@pytest.mark.usefixtures("_alone")
def test_myths_are_decided_again_from_what_the_results_hold(project: Path) -> None:
    myth = '{% call myth("It is small", size("demo:slim") < bound("9 MB"), why="true") %}\nSo it is.\n{% endcall %}'
    (project / "docs/myths.md").write_text(f"---\ntitle: myths\n---\n\n# Myths\n\n{myth}\n")
    assert main(["site", "--replay", str(project.parent / "results.json")]) == 3
    document = (project / "site/results.json").read_bytes()
    assert [(each["line"], each["verdict"]) for each in json.loads(document)["myths"]] == [(7, "true")]
    assert main(["site", "--replay", "site/results.json"]) == 3
    assert (project / "site/results.json").read_bytes() == document


def test_a_site_is_built_from_an_address(project: Path) -> None:
    document = (project.parent / "results.json").read_bytes()
    with serving(lambda _: Reply(200, document)) as server:
        assert main(["site", "--replay", f"http://{server.host}/results.json"]) == 3
    assert (project / "site/results.json").read_bytes() == document


@pytest.mark.usefixtures("_alone")
def test_other_sources_than_were_measured_make_no_site(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "examples/demo/app.py").write_text("print('hello', end='')\n")
    assert main(["site", "--replay", str(project.parent / "results.json")]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "demo:slim: examples/demo/app.py is not what was measured; check out what was measured, or run `tare site`",
        "1 fault; no new site was made",
    ]
    assert not (project / "site").exists()


@pytest.mark.usefixtures("_alone")
@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        (lambda text: text.replace('"files": 2', '"files": 3'), 1, "it was changed after it was written: "),
        (lambda text: text.replace('"format": 1', '"format": 7'), 1, "it is of format 7, and this version reads "),
        (lambda text: text[:1000], 1, "it is not what `tare site` writes: "),
        (lambda text: json.dumps({**json.loads(text), "checksum": None}), 1, "it is not what `tare site` writes: "),
    ],
)
def test_results_that_are_damaged_are_refused_in_a_sentence(
    project: Path, capsys: pytest.CaptureFixture[str], change: object, status: int, sentence: str
) -> None:
    given = project.parent / "results.json"
    assert callable(change)
    given.write_text(change(given.read_text()))
    assert main(["site", "--replay", str(given)]) == status
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"tare: {given}: {sentence}")
    assert not (project / "site").exists()


@pytest.mark.usefixtures("_alone")
def test_a_replay_without_results_and_one_that_measures_anew_are_slips(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["site", "--replay", "nowhere.json"]) == 2
    with pytest.raises(SystemExit) as ended:
        main(["site", "--replay", str(project.parent / "results.json"), "--refresh"])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "tare: there is no file nowhere.json; " in told
    assert re.search("argument --refresh: not allowed with argument --replay", told)
