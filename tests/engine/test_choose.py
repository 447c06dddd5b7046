"""Choosing among real engines: an embedded engine plays the reader's, and is reached by every way that Docker has."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.engines import endpoints
from macros.engines.asking import ask
from macros.engines.choose import Choice, choose, open_engine, remembered
from macros.engines.client import connect
from macros.engines.embedded.engine import EmbeddedConnection, open_embedded
from macros.engines.embedded.programs import DOCKER, programs_root
from macros.engines.endpoints import docker_endpoint
from macros.engines.engine import BuildRequest
from macros.errors import SurroundingsError
from macros.settings import Settings, read_settings
from tests.engine.embedded_users import settings_for
from tests.engine.podman import open_podman
from tests.engine.ways import forwarded, make_certificates, write_ssh
from tests.unit.engines.contexts import use_context, write_context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros.engines.docker import DockerEngine

WAYS = ("unix", "tcp", "tls", "ssh", "unix context", "tcp context", "tls context", "ssh context")


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with an engine and a home."""

    connection: EmbeddedConnection
    home: Path
    certificates: Path
    addresses: dict[str, str]
    """Where his engine answers: unix, tcp, tls and ssh."""

    @property
    def plain(self) -> dict[str, str]:
        """His environment, in which nothing is said of an engine."""
        return {"PATH": f"{self.home / 'bin'}:{os.environ['PATH']}", "HOME": str(self.home)}

    def environment(self, way: str) -> dict[str, str]:
        """His environment where it names his engine, by its address or by a context."""
        kind, _, context = way.partition(" ")
        if context:
            return {**self.plain, "DOCKER_CONTEXT": f"of-{kind}"}
        secured = {"DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(self.certificates)} if kind == "tls" else {}
        return {**self.plain, **secured, "DOCKER_HOST": self.addresses[kind]}


@pytest.fixture(scope="module")
def reader(embedded_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("reader")
    home, certificates = folder / "home", folder / "certificates"
    with ExitStack() as closing:
        # With data of its own: what it holds is compared.
        connection = closing.enter_context(open_embedded(settings_for(folder / "tare", embedded_settings), print))
        path = Path(connection.docker_host.removeprefix("unix://"))
        (home / "bin").mkdir(parents=True)
        (home / "bin/docker").symlink_to(connection.programs_root / "usr/bin/docker")
        (home / ".docker/cli-plugins").mkdir(parents=True)
        (home / ".docker/cli-plugins/docker-buildx").symlink_to(connection.buildx)
        write_ssh(home / "bin", connection.docker_host)
        tls = make_certificates(certificates, "somebody's authority")
        addresses = {
            "unix": connection.docker_host,
            "tcp": f"tcp://127.0.0.1:{closing.enter_context(forwarded(path))}",
            "tls": f"tcp://127.0.0.1:{closing.enter_context(forwarded(path, tls))}",
            "ssh": "ssh://ann@far:2222",
        }
        for kind, address in addresses.items():
            shown = certificates if kind == "tls" else None
            write_context(home / ".docker", f"of-{kind}", address, certificates=shown)
        yield Reader(connection, home, certificates, addresses)


@pytest.fixture
def own(tmp_path: Path, embedded_settings: Settings) -> Settings:
    """Settings with a home of its own, which borrows the embedded engine's programs."""
    return replace(settings_for(tmp_path / "tare", embedded_settings), engine="auto")


@pytest.fixture
def context(tmp_path: Path) -> Path:
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY Dockerfile /\n")
    return folder


def build(engine: DockerEngine, context: Path) -> None:
    """Build an image, look it up and read its export."""
    built = engine.build(BuildRequest("io.github.tare/chosen:1", context / "Dockerfile", context), print)
    assert engine.details(built.image_id) is not None
    with engine.export(built.image_id) as archive:
        assert len(archive.read()) > 1024


def docker_says(environment: dict[str, str], *arguments: str) -> str:
    """Return what the reader's own command line prints."""
    done = subprocess.run(["docker", *arguments], env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.parametrize("way", WAYS)
def test_an_engine_is_found_built_on_and_read_by_every_way_that_docker_has(
    reader: Reader, own: Settings, context: Path, way: str
) -> None:
    environment = reader.environment(way)
    choice = choose(own, environment)
    assert (choice.kind, choice.passed_over) == ("docker", ())
    assert choice.identity is not None
    assert choice.identity.version == docker_says(environment, "version", "--format", "{{.Server.Version}}")
    assert choice.programs is not None
    assert choice.programs.docker == reader.home / "bin/docker"
    before = docker_says(environment, "images", "--all")
    with open_engine(own, choice, print) as engine:
        assert (engine.identity, engine.platform) == (choice.identity, choice.platform)
        build(engine, context)
    assert docker_says(environment, "images", "--all") == before
    assert not (reader.home / ".docker/buildx").exists()


@pytest.mark.parametrize("way", ["unix", "tls", "ssh", "tls context"])
def test_the_embedded_engines_programs_serve_where_the_readers_docker_has_no_buildx(
    reader: Reader, own: Settings, context: Path, tmp_path: Path, way: str
) -> None:
    docker = reader.home / "bin/docker"
    bare = tmp_path / "bin"
    bare.mkdir()
    (bare / "docker").write_text(f'#!/bin/sh\n[ "$1" = buildx ] && exit 1\nexec {docker} "$@"\n')
    (bare / "docker").chmod(0o755)
    shutil.copytree(reader.home / ".docker/contexts", tmp_path / ".docker/contexts")
    environment = {**reader.environment(way), "HOME": str(tmp_path)}
    environment["PATH"] = f"{bare}:{environment['PATH']}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("macros.engines.programs._SYSTEM_PLUGINS", ())
        choice = choose(own, environment)
    assert (choice.kind, choice.programs) == ("docker", None)
    with open_engine(own, choice, print) as engine:
        assert engine.command_line.program == programs_root(own) / DOCKER
        build(engine, context)


def test_an_engine_that_nothing_can_build_on_is_passed_over(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = read_settings({"TARE_HOME": str(tmp_path)})
    environment = {**reader.environment("unix"), "PATH": "/nowhere"}
    assert choose(empty, environment).kind == "docker"
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    choice = choose(empty, environment)
    assert choice.kind == "embedded"
    (sentence,) = choice.passed_over
    assert sentence.partition(", which DOCKER_HOST names, ")[2] == (
        "cannot be built on from here: there is no program `docker`, and bringing Tare's own needs root; "
        "install Docker's command line with buildx 0.13 or newer"
    )
    with pytest.raises(SurroundingsError, match="there is no program `docker`"):
        choose(replace(empty, engine="docker"), environment)


def test_the_usual_socket_and_the_current_context_are_found_without_a_word(
    reader: Reader, own: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoints, "DEFAULT_SOCKET", reader.addresses["unix"].removeprefix("unix://"))
    choice = choose(own, reader.plain)
    assert (choice.kind, str(choice.endpoint)) == ("docker", f"the engine at {reader.addresses['unix']}")
    shutil.copytree(reader.home / ".docker/contexts", tmp_path / ".docker/contexts")
    use_context(tmp_path / ".docker", "of-tls")
    choice = choose(own, {**reader.plain, "HOME": str(tmp_path)})
    assert (choice.kind, choice.endpoint and choice.endpoint.address) == ("docker", reader.addresses["tls"])


def test_tls_tells_whose_certificate_is_not_taken(reader: Reader, tmp_path: Path) -> None:
    others = tmp_path / "others"
    make_certificates(others, "another authority")
    environment = {**reader.environment("tls"), "DOCKER_CERT_PATH": str(others)}
    with pytest.raises(SurroundingsError, match=r"shows a certificate that is not trusted \(.*\); put its authority's"):
        ask(docker_endpoint(environment), environment)
    (tmp_path / "none").mkdir()
    shutil.copy(reader.certificates / "ca.pem", tmp_path / "none")
    environment["DOCKER_CERT_PATH"] = str(tmp_path / "none")
    with pytest.raises(SurroundingsError, match=r"does not accept the reader's certificate; put cert.pem and key.pem"):
        ask(docker_endpoint(environment), environment)
    unverified = {**reader.plain, "DOCKER_HOST": reader.addresses["tls"], "DOCKER_TLS": "1"}
    assert ask(docker_endpoint({**unverified, "DOCKER_CERT_PATH": str(reader.certificates)}), {}).lacks is None


def test_ssh_is_told_who_logs_in_where_and_ends_with_its_client(reader: Reader) -> None:
    environment = reader.environment("ssh")
    client = connect(docker_endpoint(environment), environment)
    client.ping()
    (adapter,) = [each for name, each in client.api.adapters.items() if name == "http+docker://"]
    dialer = adapter.dialer
    assert dialer.last_words() == "-T -o BatchMode=yes -o ConnectTimeout=3 -l ann -p 2222 to far"
    (child,) = dialer._children  # noqa: SLF001 - nothing else knows the process
    client.close()
    assert child.returncode is not None


def test_an_engine_that_was_used_is_remembered_when_it_is_away(reader: Reader, own: Settings, context: Path) -> None:
    environment = reader.environment("tcp")
    docker = replace(own, engine="docker")
    choice = choose(docker, environment)
    assert remembered(docker, environment) is None
    with open_engine(docker, choice, print) as engine:
        build(engine, context)
    before = remembered(docker, environment)
    assert isinstance(before, Choice)
    assert (before.kind, before.identity, before.platform) == ("docker", choice.identity, choice.platform)


def test_the_embedded_engine_is_remembered_and_has_of_the_readers_configuration_his_credentials_alone(
    embedded_settings: Settings, tmp_path: Path
) -> None:
    read = {"auths": {"registry.example": {}}, "currentContext": "far", "proxies": {"default": {"httpProxy": "x"}}}
    (tmp_path / "config.json").write_text(json.dumps(read))
    environment = {**os.environ, "DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "far", "DOCKER_TLS_VERIFY": "1"}
    with open_engine(embedded_settings, choose(embedded_settings, environment), print) as engine:
        spoken = engine.command_line.environment
        assert {"DOCKER_CONTEXT", "DOCKER_TLS_VERIFY"}.isdisjoint(spoken)
        folder = Path(spoken["DOCKER_CONFIG"])
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert json.loads((folder / "config.json").read_bytes()) == {"auths": {"registry.example": {}}}
        assert engine.identity == choose(embedded_settings, environment).identity
    assert not folder.exists()


def test_podman_is_chosen_where_it_is_wished_for_and_passed_over_where_it_is_found(
    embedded_settings: Settings, own: Settings
) -> None:
    with open_podman(embedded_settings) as podman:
        choice = choose(replace(own, engine="podman"), {"CONTAINER_HOST": podman.url})
        assert choice.kind == "podman"
        assert choice.identity is not None
        assert (choice.identity.name, choice.identity.image_store) == ("podman", "containers-storage")
        assert str(choice.cannot_build).endswith("since building with Podman comes later; name another in TARE_ENGINE")
        found = choose(own, {"DOCKER_HOST": podman.url})
        assert found.kind == "embedded"
        (sentence,) = found.passed_over
        assert f"it is Podman {choice.identity.version}, and building with Podman comes later" in sentence


def test_a_docker_is_no_podman(reader: Reader, own: Settings) -> None:
    with pytest.raises(SurroundingsError, match=r"is Docker .*; set TARE_ENGINE=docker to use that"):
        choose(replace(own, engine="podman"), {"CONTAINER_HOST": reader.addresses["unix"]})
