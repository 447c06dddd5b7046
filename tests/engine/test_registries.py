"""References that are resolved by a real registry: tags that move and vanish, logins, and a build on a digest."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from macros.bases.pins import NotPinned, Pinned, pin_all
from macros.engines.engine import BuildRequest
from macros.engines.ours import private_name
from macros.records.store import Store
from macros.registries import asking
from tests.conftest import missing
from tests.engine.registry import PASSWORD, READER, Registry, basic, open_registry, registry_of
from tests.unit.registries.servers import Reply, Request, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from macros.engines.docker import DockerEngine
    from macros.settings import Settings

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
AMD64, ARM64 = "linux/amd64", "linux/arm64"


@pytest.fixture(autouse=True)
def no_registry_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_given_up", {})


@pytest.fixture
def registry(embedded_settings: Settings, tmp_path: Path) -> Iterator[Registry]:
    with open_registry(embedded_settings, tmp_path) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


def pin(
    reference: str,
    store: Store,
    *,
    platform: str = AMD64,
    now: datetime = NOW,
    environment: Mapping[str, str] | None = None,
) -> Pinned | NotPinned:
    found = pin_all([reference], platform, store, now, refresh=False, environment=environment or {"HOME": "/nowhere"})
    return found[reference]


def pinned(reference: str, store: Store, *, platform: str = AMD64, now: datetime = NOW) -> Pinned:
    found = pin(reference, store, platform=platform, now=now)
    assert isinstance(found, Pinned), found
    return found


def refused(reference: str, store: Store, environment: Mapping[str, str] | None = None) -> str:
    found = pin(reference, store, environment=environment)
    assert isinstance(found, NotPinned), found
    return found.reason


def test_an_index_is_resolved_for_each_platform(registry: Registry, store: Store) -> None:
    images = {
        platform: registry.push_image("some/app", {"of": platform.encode()}, platform=platform, tag=None)
        for platform in (AMD64, ARM64)
    }
    index = registry.push_index("some/app", "1", images)
    reference = f"{registry.host}/some/app:1"
    for platform, image in images.items():
        found = pinned(reference, store, platform=platform)
        assert found.base.digest == index
        assert found.base.platform_digest == image.digest
        assert found.base.transfer_size == image.transfer_size
        assert found.named_context == f"docker-image://{registry.host}/some/app:1@{index}"
        assert found.warning is None
    told = pin(reference, store, platform="linux/s390x")
    assert isinstance(told, NotPinned)
    assert f"has some/app:1 for {AMD64}, {ARM64}, not for linux/s390x" in told.reason


def test_a_tag_that_moves_and_vanishes(registry: Registry, store: Store) -> None:
    reference = f"{registry.host}/app:1"
    old = registry.push_image("app", {"version": b"old"}, platform=AMD64, tag="1")
    assert pinned(reference, store).base.digest == old.digest
    new = registry.push_image("app", {"version": b"new"}, platform=AMD64, tag="1")
    assert pinned(reference, store, now=NOW + timedelta(hours=1)).base.digest == old.digest
    assert pinned(reference, store, now=NOW + timedelta(hours=25)).base.digest == new.digest
    registry.delete("app", new.digest)
    kept = pinned(reference, store, now=NOW + timedelta(days=9))
    assert kept.base.digest == new.digest
    assert kept.warning is not None
    assert "unchecked since 2026-11-25 11:00 UTC: the registry 127.0.0.1:" in kept.warning
    assert "has no tag `1` of app; use one that it has, or push it again" in kept.warning


def test_what_a_registry_never_had_is_told(registry: Registry, store: Store) -> None:
    registry.push_image("app", {}, platform=AMD64, tag="1")
    assert "has no tag `2` of app" in refused(f"{registry.host}/app:2", store)
    assert "has no " in refused(f"{registry.host}/nothing:1", store)


def test_a_registry_that_is_away_leaves_what_it_said(embedded_settings: Settings, tmp_path: Path, store: Store) -> None:
    with open_registry(embedded_settings, tmp_path) as registry:
        image = registry.push_image("app", {}, platform=AMD64, tag="1")
        reference = f"{registry.host}/app:1"
        by_digest = f"{registry.host}/app@{image.digest}"
        pinned(reference, store)
        pinned(by_digest, store)
    kept = pinned(reference, store, now=NOW + timedelta(days=2))
    assert kept.base.digest == image.digest
    assert kept.warning == (
        f"{reference}: unchecked since 2026-11-24 10:00 UTC: the registry {registry.host} does not answer "
        "(Connection refused)"
    )
    assert pinned(by_digest, store, now=NOW + timedelta(days=200)).warning is None


def test_a_registry_with_a_password(embedded_settings: Settings, tmp_path: Path, store: Store) -> None:
    with open_registry(embedded_settings, tmp_path, password=True) as registry:
        image = registry.push_image("app", {}, platform=AMD64, tag="1")
        reference = f"{registry.host}/app:1"
        assert f"run `docker login {registry.host}`" in refused(reference, store)
        config = {"auths": {registry.host: {"auth": basic(READER, "another")}}}
        (tmp_path / "config.json").write_text(json.dumps(config))
        assert f"run `docker login {registry.host}`" in refused(reference, store, {"DOCKER_CONFIG": str(tmp_path)})
        config = {"auths": {registry.host: {"auth": basic(READER, PASSWORD)}}}
        (tmp_path / "config.json").write_text(json.dumps(config))
        found = pin(reference, store, environment={"DOCKER_CONFIG": str(tmp_path)})
        assert isinstance(found, Pinned)
        assert found.base.digest == image.digest


def openssl(*arguments: str | Path, given: bytes = b"") -> bytes:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, input=given).stdout


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class Issuer:
    """Signs the tokens that distribution's specification describes."""

    def __init__(self, folder: Path) -> None:
        self._key = folder / "key.pem"
        self.certificate = folder / "certificate.pem"
        subject = ("-subj", "/CN=issuer", "-days", "2")
        openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, "-keyout", self._key, "-out", self.certificate
        )

    def token(self, actions: list[str]) -> str:
        """Return a token that lets do these things with the repository `app`."""
        now = int(time.time())
        certificate = base64.b64encode(openssl("x509", "-in", self.certificate, "-outform", "DER")).decode()
        header = {"typ": "JWT", "alg": "RS256", "x5c": [certificate]}
        claims = {
            "iss": "issuer",
            "aud": "registry",
            "sub": READER,
            "jti": "1",
            "iat": now - 9,
            "nbf": now - 9,
            "exp": now + 99,
            "access": [{"type": "repository", "name": "app", "actions": actions}],
        }
        signed = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
        return f"{signed}.{encoded(openssl('dgst', '-sha256', '-sign', self._key, given=signed.encode()))}"

    def answer(self, request: Request) -> Reply:
        """Give a token to the reader alone."""
        assert parse_qs(urlsplit(request.path).query) == {"service": ["registry"], "scope": ["repository:app:pull"]}
        if request.authorization != f"Basic {basic(READER, PASSWORD)}":
            return Reply(401, b"{}")
        return Reply(body=json.dumps({"token": self.token(["pull"])}).encode())


def test_a_registry_with_tokens(embedded_settings: Settings, tmp_path: Path, store: Store) -> None:
    if not shutil.which("openssl"):
        missing("tokens are signed with openssl, which is not there")
    issuer = Issuer(tmp_path)
    with serving(issuer.answer) as server:
        token = {
            "realm": f"http://{server.host}/token",
            "service": "registry",
            "issuer": "issuer",
            "rootcertbundle": str(issuer.certificate),
        }
        pusher = {"Authorization": f"Bearer {issuer.token(['pull', 'push'])}"}
        with open_registry(embedded_settings, tmp_path, token=token, pusher=pusher) as registry:
            image = registry.push_image("app", {}, platform=AMD64, tag="1")
            reference = f"{registry.host}/app:1"
            assert f"run `docker login {registry.host}`" in refused(reference, store)
            config = {"auths": {registry.host: {"auth": basic(READER, PASSWORD)}}}
            (tmp_path / "config.json").write_text(json.dumps(config))
            found = pin(reference, store, environment={"DOCKER_CONFIG": str(tmp_path)})
            assert isinstance(found, Pinned), found
            assert found.base.digest == image.digest


def test_the_embedded_engine_builds_on_what_a_tag_was_when_it_was_pinned(
    engine: DockerEngine, embedded_settings: Settings, tmp_path: Path, store: Store
) -> None:
    with registry_of(engine, embedded_settings, tmp_path) as registry:
        reference = f"{registry.host}/app:1"
        image = registry.push_image("app", {"version": os.urandom(8)}, platform=engine.platform, tag="1")
        found = pinned(reference, store, platform=engine.platform)
        moved = registry.push_image("app", {"version": b"moved"}, platform=engine.platform, tag="1")
        context = tmp_path / "context"
        context.mkdir()
        (context / "Dockerfile").write_text(f"FROM {reference}\nCOPY Dockerfile /\n")
        name = private_name("test-registries:1")
        request = BuildRequest(name, context / "Dockerfile", context, named_contexts={reference: found.named_context})
        built = engine.build(request, print)
        try:
            assert engine.details(built.image_id) is not None
            assert engine.details(reference) is None
            with engine.export(name) as archive:
                exported = archive.read()
        finally:
            engine.remove(name)
    assert image.diff_id.encode() in exported
    assert moved.diff_id.encode() not in exported
