"""Registries that want a login, and where the reader's goes."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from macros.records.resolutions import Resolution
from macros.registries.answers import Refused, RegistryRefused
from macros.registries.authorization import read_challenge
from macros.registries.credentials import Credentials, credentials_for
from macros.registries.time_limit import TimeLimit
from tests.unit.registries.servers import Documents, Reply, Request, Server, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Write = Callable[[object], dict[str, str]]

SECRET = "pass:word"  # noqa: S105 - of nobody
BASIC = f"Basic {base64.b64encode(f'reader:{SECRET}'.encode()).decode()}"
TOKEN = "a.token-of_theirs"  # noqa: S105 - as above
HUB = "https://index.docker.io/v1/"


@pytest.fixture
def documents() -> Documents:
    documents = Documents()
    documents.add_image(tag="1")
    return documents


@pytest.fixture
def registry(documents: Documents) -> Iterator[Server]:
    """A registry that wants a password."""

    def answer(request: Request) -> Reply:
        if request.authorization == BASIC:
            return documents.answer(request)
        return Reply(401, b"{}", {"WWW-Authenticate": 'Basic realm="a registry", charset="UTF-8"'})

    with serving(answer) as server:
        yield server


@pytest.fixture
def docker_config(tmp_path: Path) -> Callable[[object], dict[str, str]]:
    """Return what writes Docker's configuration and returns the environment that names it."""

    def write(document: object) -> dict[str, str]:
        (tmp_path / "config.json").write_text(document if isinstance(document, str) else json.dumps(document))
        return {"DOCKER_CONFIG": str(tmp_path), "PATH": f"{tmp_path}:/usr/bin:/bin"}

    return write


def entry(secret: str = SECRET) -> dict[str, str]:
    return {"auth": base64.b64encode(f"reader:{secret}".encode()).decode()}


def test_a_password_of_dockers_configuration_is_used(registry: Server, docker_config: Write) -> None:
    environment = docker_config({"auths": {registry.host: entry()}})
    assert isinstance(registry.ask("app:1", environment), Resolution)
    assert isinstance(
        registry.ask("app:1", docker_config({"auths": {f"https://{registry.host}/v2/": entry()}})), Resolution
    )


@pytest.mark.parametrize("wrong", [{}, {"auths": {}}, {"auths": {"HOST": entry("wrong")}}, {"auths": {HUB: entry()}}])
def test_without_the_right_login_the_remedy_is_to_log_in(registry: Server, docker_config: Write, wrong: object) -> None:
    environment = docker_config(json.dumps(wrong).replace("HOST", registry.host))
    assert registry.ask("app:1", environment) == Refused(
        f"the registry {registry.host} does not let app be read: it wants a login, another one, or there is no such "
        f"repository; run `docker login {registry.host}`, or correct the name"
    )


def test_a_login_that_is_refused_is_tried_once(registry: Server, docker_config: Write) -> None:
    registry.ask("app:1", docker_config({"auths": {registry.host: entry("wrong")}}))
    assert len(registry.requests) == 2


@pytest.mark.parametrize("text", ["{", "[]", '{"auths": {"HOST": {"auth": "%%%"}}}', '{"auths": {"HOST": 1}}'])
def test_a_broken_configuration_is_named_and_no_secret_of_it(registry: Server, docker_config: Write, text: str) -> None:
    environment = docker_config(text.replace("HOST", registry.host))
    answer = registry.ask("app:1", environment)
    assert isinstance(answer, Refused)
    assert f"could not be read from {environment['DOCKER_CONFIG']}/config.json" in answer.reason
    assert "%%%" not in answer.reason


def helper(folder: Path, script: str) -> None:
    path = folder / "docker-credential-test"
    path.write_text(f"#!/bin/sh\nread -r key || true\n{script}\n")
    path.chmod(0o755)


def found(host: str, environment: dict[str, str]) -> Credentials | None:
    return credentials_for(host, environment, TimeLimit())


@pytest.mark.parametrize("named", [{"credsStore": "test"}, {"credHelpers": {"r.example": "test"}}])
def test_a_helper_is_asked_for_its_registries(docker_config: Write, tmp_path: Path, named: object) -> None:
    helper(tmp_path, """echo "{\\"ServerURL\\": \\"$key\\", \\"Username\\": \\"of $key\\", \\"Secret\\": \\"s\\"}" """)
    assert found("r.example", docker_config(named)) == Credentials("of r.example", "s", is_identity_token=False)


def test_docker_hub_has_a_key_of_its_own(docker_config: Write, tmp_path: Path) -> None:
    assert found("docker.io", docker_config({"auths": {HUB: entry()}})) == Credentials(
        "reader", SECRET, is_identity_token=False
    )
    helper(tmp_path, """echo "{\\"Username\\": \\"$key\\", \\"Secret\\": \\"s\\"}" """)
    kept = found("docker.io", docker_config({"credsStore": "test"}))
    assert kept is not None
    assert kept.user == HUB


def test_what_a_helper_does_not_know_may_stand_in_the_file(docker_config: Write, tmp_path: Path) -> None:
    helper(tmp_path, "echo credentials not found in native keychain; exit 1")
    assert found("r.example", docker_config({"credsStore": "test"})) is None
    assert found("r.example", docker_config({"credsStore": "test", "auths": {"r.example": entry()}})) is not None


def test_an_identity_token_is_told_from_a_password(docker_config: Write, tmp_path: Path) -> None:
    helper(tmp_path, """echo '{"Username": "<token>", "Secret": "refresh"}'""")
    token = found("r.example", docker_config({"credsStore": "test"}))
    assert token == Credentials("<token>", "refresh", is_identity_token=True)
    in_file = docker_config({"auths": {"r.example": {**entry(""), "identitytoken": "refresh"}}})
    assert found("r.example", in_file) == Credentials("reader", "refresh", is_identity_token=True)


@pytest.mark.parametrize(("script", "problem"), [(None, "it is not there"), ("exec sleep 60", "it does not answer")])
def test_a_helper_that_does_not_serve_is_told(
    docker_config: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str | None, problem: str
) -> None:
    monkeypatch.setattr("macros.registries.time_limit.EXCHANGE_SECONDS", 0.2)
    if script is not None:
        helper(tmp_path, script)
    with pytest.raises(RegistryRefused, match=f"r.example are kept by docker-credential-test: {problem}"):
        found("r.example", docker_config({"credsStore": "test"}))


def test_a_secret_is_never_shown() -> None:
    assert SECRET not in repr(Credentials("reader", SECRET, is_identity_token=False))


# Tokens


class TokenServer:
    """Gives tokens to whom it knows."""

    def __init__(self, *, anonymous: bool = True) -> None:
        self.anonymous = anonymous
        self.reply = Reply(body=json.dumps({"token": TOKEN}).encode())

    def answer(self, request: Request) -> Reply:
        refreshed = parse_qs(request.body).get("refresh_token") == ["refresh"]
        if self.anonymous or request.authorization == BASIC or refreshed:
            return replace(self.reply, body=self.reply.body.replace(b"token", b"access_token", int(refreshed)))
        return Reply(401, b"{}")


@pytest.fixture
def tokens() -> TokenServer:
    return TokenServer()


@pytest.fixture
def issuer(tokens: TokenServer) -> Iterator[Server]:
    with serving(tokens.answer) as server:
        yield server


@pytest.fixture
def guarded(documents: Documents, issuer: Server) -> Iterator[Server]:
    """A registry that wants a token of the issuer."""

    def answer(request: Request) -> Reply:
        if request.authorization == f"Bearer {TOKEN}":
            return documents.answer(request)
        told = f'Bearer realm="http://{issuer.host}/token",service="a registry",scope="repository:app:pull"'
        return Reply(401, b"{}", {"WWW-Authenticate": told})

    with serving(answer) as server:
        yield server


def test_a_token_is_fetched_without_a_login(guarded: Server, issuer: Server) -> None:
    assert isinstance(guarded.ask("app:1"), Resolution)
    [request] = issuer.requests
    assert request.authorization is None
    assert parse_qs(urlsplit(request.path).query) == {"service": ["a registry"], "scope": ["repository:app:pull"]}


def test_a_token_is_fetched_with_a_password(
    guarded: Server, issuer: Server, tokens: TokenServer, docker_config: Write
) -> None:
    tokens.anonymous = False
    assert isinstance(guarded.ask("app:1"), Refused)
    environment = docker_config({"auths": {guarded.host: entry()}})
    assert isinstance(guarded.ask("app:1", environment), Resolution)
    assert BASIC not in {request.authorization for request in guarded.requests}
    assert issuer.requests[-1].authorization == BASIC


def test_an_identity_token_is_given_for_a_token(
    guarded: Server, issuer: Server, tokens: TokenServer, docker_config: Write
) -> None:
    tokens.anonymous = False
    environment = docker_config({"auths": {guarded.host: {**entry(""), "identitytoken": "refresh"}}})
    assert isinstance(guarded.ask("app:1", environment), Resolution)
    [request] = issuer.requests
    assert (request.method, request.authorization) == ("POST", None)
    assert parse_qs(request.body)["grant_type"] == ["refresh_token"]


@pytest.mark.parametrize(
    "reply", [Reply(500), Reply(200, b"<html>"), Reply(200, b'{"token": 1}'), Reply(200, b'{"token": "a\\nb"}')]
)
def test_what_gives_no_token_is_told(guarded: Server, issuer: Server, tokens: TokenServer, reply: Reply) -> None:
    tokens.reply = reply
    answer = guarded.ask("app:1")
    assert isinstance(answer, Refused)
    assert f"{issuer.host}, which gives its logins, answers without a token" in answer.reason


def test_a_login_is_sent_to_nobody_without_encryption(docker_config: Write) -> None:
    told = {"WWW-Authenticate": 'Bearer realm="http://192.0.2.1/token",service="s"'}
    with serving(lambda _: Reply(401, b"{}", told)) as registry:
        answer = registry.ask("app:1", docker_config({"auths": {registry.host: entry()}}))
    assert isinstance(answer, Refused)
    assert "sends logins to `http://192.0.2.1/token`, which is not encrypted" in answer.reason


def test_a_login_does_not_follow_a_redirect_to_another_host(documents: Documents, docker_config: Write) -> None:
    blob = next(path for path in documents.replies if "/blobs/" in path)
    with serving(lambda _: documents.replies[f"elsewhere{blob}"]) as storage:
        documents.replies[f"elsewhere{blob}"] = documents.replies[blob]
        documents.replies[blob] = Reply(307, b"", {"Location": f"http://{storage.host}/blob"})

        def answer(request: Request) -> Reply:
            known = request.authorization == BASIC
            return documents.answer(request) if known else Reply(401, b"{}", {"WWW-Authenticate": "Basic realm=r"})

        with serving(answer) as registry:
            environment = docker_config({"auths": {registry.host: entry()}})
            assert isinstance(registry.ask("app:1", environment), Resolution)
        assert [request.authorization for request in storage.requests] == [None]


def test_of_two_demands_the_one_for_a_token_is_met() -> None:
    challenge = read_challenge('Basic realm="a, b", BEARER realm="https://r/t", Service=s')
    assert challenge is not None
    assert (challenge.scheme, challenge.parameters) == ("bearer", {"realm": "https://r/t", "service": "s"})
    assert read_challenge("Negotiate") is None
    assert read_challenge("") is None
