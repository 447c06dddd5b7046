"""What becomes of a command's requests to the engine."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest

from macros.engines.ours import labels
from macros.terminal.routes import Forward, Request, decide
from macros.terminal.scope import COMMAND_LABEL, Made, Refused, Scope

FAT = f"sha256:{'f' * 64}"
SLIM = f"sha256:{'51' * 32}"
OTHER = f"sha256:{'0' * 64}"
CONTAINER = "c1" * 32


@pytest.fixture
def scope() -> Scope:
    return Scope({"myapp:fat": FAT, "myapp:slim": SLIM}, prefix="tare-x-")


def get(target: str, scope: Scope) -> Forward:
    return decide(Request("GET", target, b""), scope)


def post(target: str, scope: Scope, **content: object) -> Forward:
    return decide(Request("POST", target, json.dumps(content).encode()), scope)


def create(scope: Scope, **host: object) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(post("/v1.45/containers/create", scope, Image="myapp:fat", HostConfig=host).body)
    return body


@pytest.mark.parametrize("name", ["myapp:fat", "docker.io/library/myapp:fat", FAT, "f" * 12, f"sha256:{'f' * 5}"])
def test_an_image_is_asked_for_by_its_id(scope: Scope, name: str) -> None:
    assert get(f"/v1.45/images/{name}/json", scope).target == f"/v1.45/images/{FAT}/json"


@pytest.mark.parametrize("name", ["myapp", "myapp:other", "0" * 12, "python:3.12", "", "f" * 12 + "e", "sha256:"])
def test_an_image_that_is_not_declared_is_not_there(scope: Scope, name: str) -> None:
    with pytest.raises(Refused) as refusal:
        get(f"/v1.45/images/{name or 'x'}/history", scope)
    assert refusal.value.status == 404
    assert str(refusal.value).startswith("No such image: ")


LISTED = [
    {"Id": OTHER, "RepoTags": ["myapp:fat"], "RepoDigests": ["myapp@sha256:1"]},
    {"Id": SLIM, "RepoTags": ["io.github.tare/myapp:slim"], "RepoDigests": []},
    {"Id": FAT, "RepoTags": [], "RepoDigests": ["io.github.tare/myapp@sha256:2"]},
]


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        ([], ["myapp:slim", "myapp:fat"]),
        (["myapp"], ["myapp:slim", "myapp:fat"]),
        (["myapp:s*"], ["myapp:slim"]),
        (["my*:fat", "myapp:slim"], ["myapp:slim", "myapp:fat"]),
        (["other"], []),
    ],
)
def test_the_declared_images_are_listed_under_their_names(scope: Scope, patterns: list[str], names: list[str]) -> None:
    filters = json.dumps({"reference": dict.fromkeys(patterns, True), "dangling": {"false": True}})
    forward = get(f"/v1.45/images/json?all=1&filters={filters}", scope)
    query = parse_qs(forward.target.partition("?")[2])
    assert query["all"] == ["1"]
    assert json.loads(query["filters"][0]) == {"dangling": {"false": True}}
    assert forward.answer is not None
    listed = forward.answer(LISTED)
    assert [name for entry in listed for name in entry["RepoTags"]] == names
    assert all(entry["RepoDigests"] == [] for entry in listed)


def test_a_container_is_made_of_the_declared_image_and_labelled(scope: Scope) -> None:
    body = create(scope)
    assert body["Image"] == FAT
    assert body["Labels"] == {**labels("command"), COMMAND_LABEL: "tare-x-"}


def test_a_container_gets_a_name_that_the_reader_cannot_have(scope: Scope) -> None:
    forward = post("/v1.45/containers/create?name=web&platform=", scope, Image="myapp:fat")
    assert forward.target == "/v1.45/containers/create?name=tare-x-web&platform="
    assert get("/v1.45/containers/web/json", scope).target == "/v1.45/containers/tare-x-web/json"


def test_a_container_is_known_by_its_id_to_its_command_alone(scope: Scope) -> None:
    forward = post("/v1.45/containers/create", scope, Image="myapp:fat")
    assert forward.answer is not None
    forward.answer({"Id": CONTAINER, "Warnings": []})
    assert get(f"/containers/{CONTAINER[:12]}/json", scope).target == f"/containers/{CONTAINER}/json"
    assert get(f"/containers/{'d' * 12}/json", scope).target == f"/containers/tare-x-{'d' * 12}/json"


def test_a_fixed_port_becomes_a_free_one_of_the_loopback_address(scope: Scope) -> None:
    body = create(scope, PortBindings={"8000/tcp": [{"HostIp": "", "HostPort": "8686"}]})
    assert body["HostConfig"]["PortBindings"] == {"8000/tcp": [{"HostIp": "127.0.0.1", "HostPort": ""}]}
    assert "port 8686 was published on a free port of 127.0.0.1" in scope.additions


def test_a_port_is_published_once_its_container_was_started(scope: Scope) -> None:
    scope.containers[CONTAINER] = Made("myapp:fat", frozenset({8686}))
    assert scope.publisher(8686) is None
    start = post(f"/v1.45/containers/{CONTAINER}/start", scope)
    assert start.answer is not None
    start.answer(None)
    assert scope.publisher(8686) == CONTAINER
    assert scope.publisher(8000) is None


def test_a_limit_that_the_command_sets_stays(scope: Scope) -> None:
    host = create(scope, Memory=7, NanoCpus=8, PidsLimit=9)["HostConfig"]
    assert (host["Memory"], host["NanoCpus"], host["PidsLimit"]) == (7, 8, 9)
    assert not any("at most" in sentence for sentence in scope.additions)


def test_a_limit_that_the_command_does_not_set_is_set_and_told(scope: Scope) -> None:
    host = create(scope, PidsLimit=0)["HostConfig"]
    assert min(host["Memory"], host["NanoCpus"], host["PidsLimit"]) > 0
    assert "a container of it had at most 537 MB of memory, 128 processes, one processor" in scope.additions


def test_a_named_volume_is_the_commands_own(scope: Scope) -> None:
    host = create(scope, Binds=["data:/data:ro"], Mounts=[{"Type": "volume", "Source": "more", "Target": "/more"}])[
        "HostConfig"
    ]
    assert "Binds" not in host
    assert [(each["Source"], each["Target"], each.get("ReadOnly")) for each in host["Mounts"]] == [
        ("tare-x-data", "/data", True),
        ("tare-x-more", "/more", None),
    ]
    assert all(each["VolumeOptions"]["Labels"] == scope.labels for each in host["Mounts"])


@pytest.mark.parametrize(
    "host",
    [
        {"Privileged": True},
        {"CapAdd": ["SYS_ADMIN"]},
        {"Devices": [{"PathOnHost": "/dev/sda"}]},
        {"PidMode": "host"},
        {"IpcMode": "host"},
        {"NetworkMode": "host"},
        {"NetworkMode": "container:other"},
        {"VolumesFrom": ["other"]},
        {"PublishAllPorts": True},
        {"Binds": ["/:/host"]},
        {"Binds": ["./here:/host"]},
        {"Mounts": [{"Type": "bind", "Source": "/", "Target": "/host"}]},
        {"Mounts": [{"Type": "volume", "Source": "x", "VolumeOptions": {"DriverConfig": {"Name": "local"}}}]},
    ],
)
def test_what_reaches_out_of_a_container_is_refused(scope: Scope, host: dict[str, object]) -> None:
    with pytest.raises(Refused, match="this command is not for a page: "):
        create(scope, **host)


def test_a_network_of_the_command_gives_its_containers_their_typed_names(scope: Scope) -> None:
    made = post("/v1.45/networks/create", scope, Name="demo", Driver="bridge")
    assert json.loads(made.body)["Name"] == "tare-x-demo"
    forward = post("/v1.45/containers/create?name=db", scope, Image="myapp:fat", HostConfig={"NetworkMode": "demo"})
    body = json.loads(forward.body)
    assert body["HostConfig"]["NetworkMode"] == "tare-x-demo"
    assert body["NetworkingConfig"] == {"EndpointsConfig": {"tare-x-demo": {"Aliases": ["db"]}}}


def test_containers_and_volumes_are_listed_by_the_commands_label(scope: Scope) -> None:
    asked = '{"name":{"web":true},"label":{"x":true}}'
    for path in ("/v1.45/containers/json", "/v1.45/volumes"):
        query = unquote(get(f"{path}?filters={asked}", scope).target.partition("?filters=")[2]).replace("+", " ")
        assert json.loads(query) == {"name": {"web": True}, "label": ["x", f"{COMMAND_LABEL}=tare-x-"]}


def test_a_container_is_shown_with_the_image_that_was_typed(scope: Scope) -> None:
    scope.containers[CONTAINER] = Made("myapp:fat", frozenset())
    forward = get("/v1.45/containers/json?all=1", scope)
    assert forward.answer is not None
    assert forward.answer([{"Id": CONTAINER, "Image": FAT}]) == [{"Id": CONTAINER, "Image": "myapp:fat"}]


def test_the_readers_networks_and_their_containers_are_not_seen(scope: Scope) -> None:
    scope.containers[CONTAINER] = Made("myapp:fat", frozenset())
    forward = get("/v1.45/networks", scope)
    assert forward.answer is not None
    seen = forward.answer(
        [
            {"Name": "bridge", "Containers": {CONTAINER: {}, "other": {}}},
            {"Name": "the-readers", "Labels": {}},
            {"Name": "tare-x-demo", "Labels": scope.labels},
        ]
    )
    assert [entry["Name"] for entry in seen] == ["bridge", "tare-x-demo"]
    assert seen[0]["Containers"] == {CONTAINER: {}}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/build"),
        ("POST", "/session"),
        ("POST", "/grpc"),
        ("POST", "/images/create?fromImage=debian"),
        ("POST", "/images/load"),
        ("POST", "/images/myapp:fat/tag"),
        ("POST", "/images/myapp:fat/push"),
        ("DELETE", "/images/myapp:fat"),
        ("POST", "/commit"),
        ("POST", "/images/prune"),
        ("POST", "/containers/prune"),
        ("POST", "/volumes/prune"),
        ("POST", "/system/prune"),
        ("POST", "/build/prune"),
        ("POST", "/containers/web/rename"),
        ("POST", "/containers/web/update"),
        ("DELETE", "/networks/bridge"),
        ("GET", "/events"),
        ("GET", "/info"),
        ("GET", "/system/df"),
        ("POST", "/swarm/init"),
        ("POST", "/plugins/pull"),
        ("GET", "/containers/..%2F..%2Finfo/json"),
    ],
)
def test_what_changes_or_shows_the_readers_own_is_refused(scope: Scope, method: str, path: str) -> None:
    with pytest.raises(Refused, match="this command is not for a page: ") as refusal:
        decide(Request(method, f"/v1.45{path}", b""), scope)
    assert refusal.value.status == 403


def test_a_name_adds_nothing_to_the_path_and_the_query(scope: Scope) -> None:
    target = get("/v1.45/containers/x%3Fsize=1%0D%0AHost%3A%20y/json", scope).target
    assert target == "/v1.45/containers/tare-x-x%3Fsize%3D1%0D%0AHost:%20y/json"


def test_an_exec_with_all_privileges_is_refused(scope: Scope) -> None:
    with pytest.raises(Refused, match="--privileged"):
        post("/v1.45/containers/web/exec", scope, Privileged=True, Cmd=["sh"])


def test_what_an_engine_says_is_told_with_the_names_that_were_typed(scope: Scope) -> None:
    said = f'Conflict. The container name "/tare-x-web" is in use by {FAT}'
    assert scope.explained(said) == 'Conflict. The container name "/web" is in use by myapp:fat'
    assert scope.as_typed(b'{"Name": "/tare-x-web"}') == b'{"Name": "/web"}'
