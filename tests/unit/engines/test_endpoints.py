"""The rules are those of Docker's own command line; tests/engine/test_choose.py holds them against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.engines.endpoints import TLS, Endpoint, docker_endpoint, podman_endpoint
from macros.errors import SurroundingsError
from tests.unit.engines.contexts import use_context, write_context


@pytest.fixture
def configuration(tmp_path: Path) -> Path:
    """A configuration with two contexts, of which `far` is the current one."""
    write_context(tmp_path, "far", "ssh://ann@far")
    write_context(tmp_path, "near", "unix:///run/near.sock")
    use_context(tmp_path, "far")
    return tmp_path


def address(**environment: str) -> str:
    return docker_endpoint({"HOME": "/nowhere", **environment}).address


def test_where_nothing_is_said_docker_is_at_its_usual_socket() -> None:
    assert docker_endpoint({"HOME": "/nowhere"}) == Endpoint("unix:///var/run/docker.sock", None, None)


def test_a_sentence_closes_what_it_says_of_who_names_an_engine() -> None:
    named = docker_endpoint({"DOCKER_HOST": "tcp://far:1"})
    assert f"{named} ended" == "the engine at tcp://far:1, which DOCKER_HOST names, ended"
    assert f"in {named.at_the_end}: removed" == "in the engine at tcp://far:1, which DOCKER_HOST names: removed"
    nobody = Endpoint("unix:///run/docker.sock")
    assert str(nobody) == nobody.at_the_end == "the engine at unix:///run/docker.sock"


def test_docker_host_wins_over_docker_context_and_that_over_the_current_context(configuration: Path) -> None:
    folder = str(configuration)
    assert address(DOCKER_CONFIG=folder) == "ssh://ann@far"
    assert address(DOCKER_CONFIG=folder, DOCKER_CONTEXT="near") == "unix:///run/near.sock"
    assert address(DOCKER_CONFIG=folder, DOCKER_CONTEXT="near", DOCKER_HOST="tcp://it:1") == "tcp://it:1"


def test_what_is_set_to_nothing_is_not_set(configuration: Path) -> None:
    assert address(DOCKER_CONFIG=str(configuration), DOCKER_CONTEXT="", DOCKER_HOST="") == "ssh://ann@far"


def test_the_context_default_is_the_usual_socket(configuration: Path) -> None:
    assert address(DOCKER_CONFIG=str(configuration), DOCKER_CONTEXT="default") == "unix:///var/run/docker.sock"


def test_the_configuration_is_in_the_readers_home(configuration: Path, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/.docker").symlink_to(configuration)
    assert address(HOME=str(tmp_path / "home")) == "ssh://ann@far"


@pytest.mark.parametrize(
    ("text", "why"),
    [('{"auths": {', "it is not JSON"), ("[1]", "it is no JSON object"), ("\xff", "it is not JSON")],
)
def test_a_damaged_config_json_is_named(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "config.json"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(SurroundingsError, match=rf"^Docker's configuration {file} cannot be read: {why}; mend that"):
        address(DOCKER_CONFIG=str(tmp_path))
    # Then nothing is read out of it.
    assert address(DOCKER_CONFIG=str(tmp_path), DOCKER_HOST="tcp://it:1") == "tcp://it:1"


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("unix:///run/user/1000/docker.sock", "unix:///run/user/1000/docker.sock"),
        ("unix://", "unix:///var/run/docker.sock"),
        ("tcp://10.0.0.9", "tcp://10.0.0.9:2375"),
        ("tcp://", "tcp://localhost:2375"),
        ("far:4243", "tcp://far:4243"),
        ("[::1]:4243", "tcp://[::1]:4243"),
        ("ssh://ann@far:2222", "ssh://ann@far:2222"),
    ],
)
def test_an_address_is_completed_as_docker_completes_it(host: str, found: str) -> None:
    assert address(DOCKER_HOST=host) == found


def test_with_tls_another_port_is_meant() -> None:
    found = docker_endpoint({"DOCKER_HOST": "tcp://far", "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/certs"})
    assert found == Endpoint("tcp://far:2376", "DOCKER_HOST", TLS(Path("/certs"), verify=True))


def test_certificates_are_beside_config_json_where_nothing_else_is_said() -> None:
    found = docker_endpoint({"DOCKER_HOST": "tcp://far", "DOCKER_TLS": "1", "DOCKER_CONFIG": "/mine"})
    assert found.tls == TLS(Path("/mine"), verify=False)


def test_a_context_has_certificates_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "certificates").mkdir()
    (tmp_path / "certificates/ca.pem").write_text("a certificate")
    write_context(tmp_path, "secured", "tcp://far:2376", certificates=tmp_path / "certificates")
    found = docker_endpoint({"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "secured", "DOCKER_TLS_VERIFY": "1"})
    assert found.tls is not None
    assert (found.tls.folder / "ca.pem").read_text() == "a certificate"
    assert str(found) == "the engine at tcp://far:2376, which the context `secured` names,"


def test_a_context_may_ask_for_tls_that_is_not_verified(tmp_path: Path) -> None:
    write_context(tmp_path, "loose", "tcp://far:2376", skip_verify=True)
    found = docker_endpoint({"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "loose"})
    assert found.tls is not None
    assert not found.tls.verify


def test_a_context_that_is_not_there_is_told_with_who_names_it(tmp_path: Path) -> None:
    use_context(tmp_path, "gone")
    with pytest.raises(SurroundingsError, match=r"no context `gone`, which currentContext of config\.json names"):
        docker_endpoint({"DOCKER_CONFIG": str(tmp_path)})
    with pytest.raises(SurroundingsError, match=r"no context `lost`, which DOCKER_CONTEXT names; `docker context ls`"):
        docker_endpoint({"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "lost"})


@pytest.mark.parametrize("content", ["{", "[]", '{"Endpoints": {}}', '{"Endpoints": {"docker": 1}}'])
def test_a_context_that_cannot_be_read_is_told_with_its_file(tmp_path: Path, content: str) -> None:
    write_context(tmp_path, "torn", "tcp://far")
    next(tmp_path.rglob("meta.json")).write_text(content)
    with pytest.raises(SurroundingsError, match=r"the context `torn` cannot be read out of .*meta\.json; make it anew"):
        docker_endpoint({"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "torn"})


def test_a_windows_pipe_is_told() -> None:
    with pytest.raises(SurroundingsError, match=r"DOCKER_HOST names npipe:.*; run the command where the engine runs"):
        address(DOCKER_HOST="npipe:////./pipe/docker_engine")


@pytest.mark.parametrize("host", ["http://far", "fd://", "ssh://", "ssh://far:port", "tcp://far:port", "tcp://[::1"])
def test_what_is_no_address_is_told(host: str) -> None:
    with pytest.raises(SurroundingsError, match=r"DOCKER_HOST names `.*`, which is no address of an engine; write it"):
        address(DOCKER_HOST=host)


def test_podman_is_where_container_host_says_or_at_the_users_socket_or_at_the_systems(tmp_path: Path) -> None:
    assert podman_endpoint({"CONTAINER_HOST": "tcp://far:1"}) == Endpoint("tcp://far:1", "CONTAINER_HOST")
    users = tmp_path / "podman/podman.sock"
    environment = {"XDG_RUNTIME_DIR": str(tmp_path)}
    assert podman_endpoint(environment) == Endpoint("unix:///run/podman/podman.sock")
    users.parent.mkdir()
    users.touch()
    assert podman_endpoint(environment) == Endpoint(f"unix://{users}")


def test_podman_over_ssh_is_told() -> None:
    with pytest.raises(SurroundingsError, match=r"Podman is not spoken to over SSH; forward its socket"):
        podman_endpoint({"CONTAINER_HOST": "ssh://ann@far/run/podman/podman.sock"})
