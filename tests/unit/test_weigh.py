"""`tare weigh`, from the command line to what it prints."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from macros.cli import main
from macros.errors import SurroundingsError, UsageError
from macros.settings import read_settings
from macros.weigh import Wanted, weigh_source
from tests.unit.weighing.archives import classic, file, gzipped, tar, whiteout
from tests.unit.weighing.writers import buildkit_oci, old_save, unpack_into

if TYPE_CHECKING:
    from pathlib import Path

    from macros.records.unbuilt import UnbuiltRecord

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
LAYERS = tar(file("app/a", 3000)), tar(whiteout("app/a"), file("app/b", 20))


def weigh(source: str, standard_input: io.BufferedIOBase | io.RawIOBase | None = None) -> UnbuiltRecord:
    return weigh_source(Wanted(source), standard_input or io.BytesIO(), NOW, read_settings({}), {})  # type: ignore[arg-type]


@pytest.fixture
def no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which no engine answers, whatever runs on this machine."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/docker.sock")
    monkeypatch.setenv("CONTAINER_HOST", f"unix://{tmp_path}/podman.sock")
    monkeypatch.setenv("TARE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("TARE_ENGINE", raising=False)
    return tmp_path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "myapp.tar"
    path.write_bytes(old_save(*LAYERS))
    return path


def test_the_command_prints_a_table(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["weigh", str(archive)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "myapp:slim, linux/amd64"
    assert "unpacked   3.02 kB  the files in all layers" in lines
    assert "waste         3 kB  in 1 file that no container can see" in lines


def test_the_command_prints_one_record_and_nothing_else(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["weigh", "--json", str(archive)]) == 0
    printed = capsys.readouterr()
    record = json.loads(printed.out)
    assert (record["reference"], record["unpacked_size"], record["engine"]) == ("myapp:slim", 3020, None)
    assert record["waste"]["largest"] == [{"path": "app/a", "bytes": 3000, "layer": 0, "hidden_by": 1}]
    assert printed.err == ""


def test_file_folder_and_standard_input_weigh_the_same(tmp_path: Path) -> None:
    image = buildkit_oci(*LAYERS)
    path = tmp_path / "image.tar"
    path.write_bytes(image)
    layout = unpack_into(tmp_path / "layout", image)
    from_input = weigh("-", io.BytesIO(image))
    assert from_input == weigh(str(path)) == weigh(str(layout))
    assert from_input.measured_at == NOW


def test_it_needs_no_engine_no_home_and_no_network(archive: Path, tmp_path: Path) -> None:
    program = (
        "import socket, sys; from macros.cli import main; socket.socket = None; status = main(sys.argv[1:]);"
        "print([name for name in ('docker', 'mkdocs', 'macros.engines', 'macros.lab') if name in sys.modules]);"
        "sys.exit(status)"
    )
    home = tmp_path / "home"
    done = subprocess.run(
        [sys.executable, "-c", program, "weigh", "-"],
        env={"PATH": "", "TARE_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "ascii"},
        input=archive.read_bytes(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.splitlines()[-1] == b"[]"
    assert not home.exists()


def test_names_that_the_terminals_encoding_lacks_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(classic(tar(file("caf\u00e9/" + 90 * "\u6f22", 10))))
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-c", "import sys; from macros.cli import main; sys.exit(main())", "weigh", str(path)]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert b"\\u6f22" in done.stdout
    as_json = subprocess.run([*command, "--json"], env=environment, capture_output=True, check=True)
    assert json.loads(as_json.stdout)["largest_files"][0]["path"].startswith("caf\u00e9/")


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_a_reader_that_has_seen_enough_is_no_fault(archive: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from macros.cli import main; sys.exit(main())",
            "weigh",
            archive,
            *arguments,
        ],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", [["--image", "other"], ["--platform", "linux/s390x"]])
def test_an_image_that_is_not_there_is_one_sentence(
    archive: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(["weigh", str(archive), *arguments]) == 3
    assert capsys.readouterr().err.startswith(f"tare: {archive}: the archive lacks ")


def test_what_is_no_archive_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.html"
    path.write_text("<html>")
    assert main(["weigh", str(path)]) == 3
    assert capsys.readouterr().err.startswith(f"tare: {path}: this is no image archive as `docker save` writes it (")


def test_a_file_that_is_not_there_is_told_where_no_engine_answers(
    no_engine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["weigh", "myapp:slim"]) == 2
    docker, podman = (f"the engine at unix://{no_engine}/{name}.sock" for name in ("docker", "podman"))
    assert capsys.readouterr().err == (
        "tare: there is no file or folder `myapp:slim`, and no engine that could hold an image of that name: "
        f"{docker}, which DOCKER_HOST names, does not answer: there is no such socket; "
        f"{podman}, which CONTAINER_HOST names, does not answer: there is no such socket; "
        "name an image archive, as `docker save` writes it, or start Docker or Podman\n"
    )
    assert not (no_engine / "home").exists()


@pytest.mark.parametrize(("engine", "socket"), [("docker", "docker.sock"), ("podman", "podman.sock")])
def test_an_engine_that_was_asked_for_and_does_not_answer_is_one_sentence(
    no_engine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, engine: str, socket: str
) -> None:
    monkeypatch.setenv("TARE_ENGINE", engine)
    assert main(["weigh", "myapp:slim"]) == 3
    assert f"{no_engine}/{socket}" in capsys.readouterr().err


def test_an_embedded_engine_that_was_never_used_is_not_brought_for_a_look(
    no_engine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TARE_ENGINE", "embedded")
    assert main(["weigh", "myapp:slim"]) == 3
    assert capsys.readouterr().err.endswith("and so holds no images; run `tare measure` first\n")
    assert not (no_engine / "home").exists()


def test_a_terminal_is_not_waited_for() -> None:
    leader, follower = pty.openpty()
    sentence = "standard input is a terminal; pipe an image in"
    with os.fdopen(follower, "rb", buffering=0) as terminal, pytest.raises(UsageError, match=sentence):
        weigh("-", terminal)
    os.close(leader)


def test_a_file_that_cannot_be_read_is_one_sentence(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(archive))

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(SurroundingsError, match=r"myapp\.tar could not be read: Permission denied; look at who may"):
        weigh(str(archive))


def test_a_pipe_that_gives_a_byte_at_a_time_is_read_like_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    packed = gzipped(classic(*LAYERS))

    def write() -> None:
        with pipe.open("wb", buffering=0) as writing:
            for start in range(10):
                writing.write(packed[start : start + 1])
                time.sleep(0.005)
            writing.write(packed[10:])

    writer = threading.Thread(target=write)
    writer.start()
    assert weigh(str(pipe)) == weigh("-", io.BytesIO(packed))
    writer.join()
