"""`tare weigh IMAGE`: one image in several engines, from the command line to what it prints."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import docker
import pytest

from macros.engines.embedded.engine import open_embedded
from macros.engines.ours import private_name
from macros.settings import IMAGE_STORES
from tests.engine.embedded_users import settings_for
from tests.engine.podman import open_podman

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from macros.settings import Settings

NAME = "weigh-test:slim"
DOCKERFILE = """\
FROM scratch
COPY a /app/a
ENV A=1
COPY --chmod=755 b /app/a
COPY b /app/b
WORKDIR /empty
CMD ["/app/a"]
"""
ENGINES = (*IMAGE_STORES, "podman")
PASSPORT = {"measured_at", "engine", "engine_size"}
"""What may differ between engines."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that holds the image NAME."""

    client: docker.DockerClient
    environment: dict[str, str]
    """What makes `tare` ask it."""

    @property
    def socket(self) -> str:
        """Where its API answers."""
        return self.environment.get("CONTAINER_HOST", self.environment.get("DOCKER_HOST", "")).removeprefix("unix://")

    def images(self) -> list[dict[str, Any]]:
        """Return its images, as it lists them."""
        return list(self.client.api.images())

    def holds(self) -> tuple[object, ...]:
        """Return all that it holds."""
        api = self.client.api
        networks = sorted(api.networks(), key=lambda network: str(network["Id"]))
        return api.images(all=True), api.containers(all=True), networks, api.volumes()


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("context")
    (folder / "Dockerfile").write_text(DOCKERFILE)
    (folder / "a").write_bytes(b"a" * 200_000)
    (folder / "b").write_bytes(b"b" * 50_000)
    return folder


@pytest.fixture(scope="module")
def archive(engines: dict[str, Engine], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the image's archive, as the engine wrote it that built it."""
    path = tmp_path_factory.mktemp("archive") / "image.tar"
    path.write_bytes(b"".join(engines["classic"].client.api.get_image(NAME)))
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, embedded_settings: Settings) -> Settings:
    """Return settings of a TARE_HOME of its own, whose engines nobody else uses."""
    return settings_for(tmp_path_factory.mktemp("homes") / "home", embedded_settings)


@pytest.fixture(scope="module")
def engines(home: Settings, embedded_settings: Settings, context: Path) -> Iterator[dict[str, Engine]]:
    """Open every engine, with one image in it that one of them has built."""
    with ExitStack() as closing:
        found: dict[str, Engine] = {}
        for store in IMAGE_STORES:
            connection = closing.enter_context(open_embedded(replace(home, image_store=store), print))
            client = closing.enter_context(_client(connection.docker_host))
            found[store] = Engine(client, {"TARE_ENGINE": "docker", "DOCKER_HOST": connection.docker_host})
            if store == "classic":
                command = [str(connection.buildx), "build", "--provenance=false", "--load", "--tag", NAME, str(context)]
                environment = {"PATH": "/usr/bin", **connection.environment}
                subprocess.run(command, env=environment, check=True, capture_output=True)
        podman = closing.enter_context(open_podman(embedded_settings))
        client = closing.enter_context(_client(podman.url))
        found["podman"] = Engine(client, {"TARE_ENGINE": "podman", "CONTAINER_HOST": podman.url})
        image = b"".join(found["classic"].client.api.get_image(NAME))
        for name in ("containerd", "podman"):
            found[name].client.images.load(image)
        yield found


@contextmanager
def _client(address: str) -> Iterator[docker.DockerClient]:
    client = docker.DockerClient(base_url=address, version="auto", timeout=60)
    try:
        yield client
    finally:
        client.close()


@contextmanager
def cut_off_after(most: int, engine: str, place: Path) -> Iterator[Path]:
    """Stand in front of an engine's socket, and end each connection when so many bytes of an answer have passed."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
        listener.listen()
        threading.Thread(target=_accept, args=(listener, engine, most), daemon=True).start()
        try:
            yield place
        finally:
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, engine: str, most: int) -> None:
    with suppress(OSError):
        while True:
            client = listener.accept()[0]
            server = socket.socket(socket.AF_UNIX)
            server.connect(engine)
            for source, target, limit in ((client, server, None), (server, client, most)):
                threading.Thread(target=_pass_on, args=(source, target, limit), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, most: int | None) -> None:
    passed = 0
    with source, target, suppress(OSError):
        while (most is None or passed < most) and (data := source.recv(8192)):
            target.sendall(data)
            passed += len(data)
        for end in (source, target):
            end.shutdown(socket.SHUT_RDWR)


def tare(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `tare` as a reader would."""
    program = "import sys; from macros.cli import main; sys.exit(main())"
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "HOME": "/nowhere"}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, env={**kept, **environment}, capture_output=True, text=True, check=False)


def record(*arguments: str | Path, **environment: str) -> dict[str, Any]:
    done = tare("weigh", "--json", *arguments, **environment)
    assert (done.returncode, done.stderr) == (0, "")
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("name", ENGINES)
def test_one_image_weighs_the_same_to_the_byte_in_every_engine(
    engines: dict[str, Engine], archive: Path, tmp_path: Path, name: str
) -> None:
    from_file = record(archive)
    assert [layer["waste"] for layer in from_file["layers"]] == [200_000, 0, 0, 0]
    before = engines[name].holds()
    weighed = record(NAME, TARE_HOME=str(tmp_path / "home"), **engines[name].environment)
    assert engines[name].holds() == before
    assert weighed["engine"]["image_store"] == ("containers-storage" if name == "podman" else name)
    assert (weighed["engine"]["name"] == "podman") == (name == "podman")
    assert weighed["engine"]["version"] == engines[name].client.version()["Version"]
    assert weighed["engine"]["embedded"] is False
    assert weighed["engine_size"] in [image["Size"] for image in engines[name].images()]
    assert {key: weighed[key] for key in weighed.keys() - PASSPORT} == {
        key: from_file[key] for key in from_file.keys() - PASSPORT
    }


def test_the_table_has_a_line_for_the_engines_own_size(engines: dict[str, Engine], tmp_path: Path) -> None:
    done = tare("weigh", NAME, TARE_HOME=str(tmp_path / "home"), **engines["podman"].environment)
    lines = done.stdout.splitlines()
    assert lines[0] == f"{NAME}, linux/amd64"
    [line] = [line for line in lines if line.startswith("engine ")]
    assert " as Podman " in line
    assert line.endswith(" prints it, image store containers-storage")
    assert max(map(len, lines)) <= 80


def test_a_layer_that_was_weighed_once_is_taken_from_the_store(engines: dict[str, Engine], tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = record(NAME, TARE_HOME=str(home), **engines["podman"].environment)
    layers = home / "records" / "layers"
    kept = {path.name: path.stat().st_mtime_ns for path in layers.iterdir()}
    assert len(kept) == len({layer["diff_id"] for layer in first["layers"]})
    again = record(NAME, TARE_HOME=str(home), **engines["classic"].environment)
    assert {path.name: path.stat().st_mtime_ns for path in layers.iterdir()} == kept
    assert again["layers"] == first["layers"]


def test_an_image_is_found_by_its_id_and_its_full_name_too(engines: dict[str, Engine], tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    by_name = record(NAME, TARE_HOME=home, **engines["podman"].environment)
    image_id = by_name["config_digest"]
    for name in (image_id, image_id.removeprefix("sha256:")[:12], f"docker.io/library/{NAME}"):
        found = record(name, TARE_HOME=home, **engines["podman"].environment)
        assert found["reference"] == name
        assert found["config_digest"] == by_name["config_digest"]


def test_an_image_of_the_site_is_found_in_the_embedded_engine_as_a_reader_types_it(
    engines: dict[str, Engine], home: Settings
) -> None:
    name = private_name(NAME)
    client = engines["classic"].client
    assert client.api.tag(NAME, *name.rsplit(":", 1))
    client.api.remove_image(NAME)
    try:
        environment = {"TARE_HOME": str(home.home), "TARE_ENGINE": "embedded"}
        done = tare("weigh", "--json", NAME, **environment)
        assert json.loads(done.stdout)["engine"]["embedded"] is True
        typo = tare("weigh", NAME.replace("slim", "slin"), **environment)
        assert typo.returncode == 2
        assert f"in the embedded engine; did you mean `{NAME}`?" in typo.stderr
        foreign = tare("weigh", "nothing-of-that-sort:1", **environment)
        assert "`tare measure` builds those of examples/" in foreign.stderr
    finally:
        assert client.api.tag(name, *NAME.split(":"))
        client.api.remove_image(name)


@pytest.mark.parametrize(("name", "program"), [("classic", "docker"), ("containerd", "docker"), ("podman", "podman")])
def test_an_image_that_is_not_there_is_not_pulled_but_told(
    engines: dict[str, Engine], tmp_path: Path, name: str, program: str
) -> None:
    environment = {"TARE_HOME": str(tmp_path / "home"), **engines[name].environment}
    missing = tare("weigh", "registry.example:5000/other/thing:1", **environment)
    assert missing.returncode == 2
    assert "there is no file or folder `registry.example:5000/other/thing:1`, and no image of that" in missing.stderr
    assert missing.stderr.endswith(
        f"; `{program} pull registry.example:5000/other/thing:1` brings one from its registry\n"
    )
    typo = tare("weigh", "weigh-tset:slim", **environment)
    assert typo.stderr.endswith(f"did you mean `{NAME}`?\n")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", ["../../containers", "a b", "no/such/file.tar/", "/no/such/file.tar", "image?all=1"])
def test_what_is_no_image_reference_is_no_image(engines: dict[str, Engine], tmp_path: Path, name: str) -> None:
    done = tare("weigh", name, TARE_HOME=str(tmp_path / "home"), **engines["classic"].environment)
    assert done.returncode == 2
    assert f"there is no file or folder `{name}`, and no image of that name" in done.stderr


def test_a_podman_is_asked_where_no_docker_answers(engines: dict[str, Engine], tmp_path: Path) -> None:
    podman = engines["podman"].environment["CONTAINER_HOST"]
    environment = {"DOCKER_HOST": f"unix://{tmp_path}/docker.sock", "CONTAINER_HOST": podman}
    weighed = record(NAME, TARE_HOME=str(tmp_path / "home"), **environment)
    assert weighed["engine"]["name"] == "podman"


def test_a_podman_behind_docker_host_is_known_for_one(engines: dict[str, Engine], tmp_path: Path) -> None:
    podman = engines["podman"].environment["CONTAINER_HOST"]
    weighed = record(NAME, TARE_HOME=str(tmp_path / "home"), DOCKER_HOST=podman)
    assert weighed["engine"]["name"] == "podman"


def test_an_engine_that_was_stopped_is_one_sentence(embedded_settings: Settings, tmp_path: Path) -> None:
    with open_podman(embedded_settings) as podman:
        podman.stop()
        done = tare("weigh", NAME, TARE_HOME=str(tmp_path / "home"), TARE_ENGINE="podman", CONTAINER_HOST=podman.url)
    assert done.returncode == 3
    assert podman.url in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_that_ends_in_the_middle_of_an_export_is_one_sentence(
    engines: dict[str, Engine], tmp_path: Path, name: str
) -> None:
    with cut_off_after(100_000, engines[name].socket, tmp_path / "cut.sock") as socket_path:
        environment = {"TARE_HOME": str(tmp_path / "home"), "DOCKER_HOST": f"unix://{socket_path}"}
        done = tare("weigh", NAME, TARE_ENGINE="docker", **environment)
    assert done.returncode == 3
    assert done.stderr == (
        f"tare: the engine at unix://{socket_path} ended while it was in use; start it and run the same command again\n"
    )
    assert done.stdout == ""
