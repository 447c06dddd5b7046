"""What a registry that works says of a reference."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from macros.records.resolutions import Resolution
from macros.registries.answers import Refused
from tests.unit.registries.servers import NOW, Documents, Reply, Server, digest, serving

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def documents() -> Documents:
    return Documents()


@pytest.fixture
def registry(documents: Documents) -> Iterator[Server]:
    with serving(documents.answer) as server:
        yield server


def resolved(registry: Server, name: str, platform: str = "linux/amd64") -> Resolution:
    answer = registry.ask(name, platform=platform)
    assert isinstance(answer, Resolution), answer
    return answer


def refused(registry: Server, name: str, platform: str = "linux/amd64") -> str:
    answer = registry.ask(name, platform=platform)
    assert isinstance(answer, Refused), answer
    return answer.reason


def test_an_image_for_one_platform_is_its_manifest(registry: Server, documents: Documents) -> None:
    made = documents.add_image(tag="1")
    assert resolved(registry, "app:1") == Resolution(
        f"{registry.host}/app:1", "linux/amd64", made, made, transfer_size=1234, checked_at=NOW
    )


def test_of_an_index_both_digests_are_told_and_the_size_for_the_platform(
    registry: Server, documents: Documents
) -> None:
    ours, other = documents.add_image(sizes=(10,)), documents.add_image("linux/arm64", sizes=(20,))
    index = documents.add_index("1", unknown_unknown=digest(b"attestation"), linux_arm64=other, linux_amd64=ours)
    found = resolved(registry, "app:1")
    assert (found.digest, found.platform_digest, found.transfer_size) == (index, ours, 10)
    assert resolved(registry, "app:1", "linux/arm64/v8").platform_digest == other


def test_the_newest_variant_that_runs_is_taken(registry: Server, documents: Documents) -> None:
    v5, v6 = documents.add_image("linux/arm/v5"), documents.add_image("linux/arm/v6")
    documents.add_index("1", linux_arm_v5=v5, linux_arm_v6=v6)
    assert resolved(registry, "app:1", "linux/arm/v7").platform_digest == v6


def test_a_platform_that_is_missing_is_told_with_those_that_are_there(registry: Server, documents: Documents) -> None:
    documents.add_index("1", linux_arm64=digest(b"1"), linux_arm_v7=digest(b"2"), unknown_unknown=digest(b"3"))
    assert refused(registry, "app:1") == (
        f"the registry {registry.host} has app:1 for linux/arm64, linux/arm/v7, not for linux/amd64; "
        "use an image that is made for it, or an engine of another platform"
    )


def test_an_image_for_one_other_platform_is_told_with_it(registry: Server, documents: Documents) -> None:
    documents.add_image("linux/s390x", tag="1")
    assert "for linux/s390x, not for linux/amd64" in refused(registry, "app:1")


def test_a_reference_with_a_digest_is_asked_for_by_it(registry: Server, documents: Documents) -> None:
    documents.add_image(tag="1", sizes=(1,))
    old = documents.add_image(sizes=(2,))
    assert resolved(registry, f"app:1@{old}").digest == old


def test_what_still_holds_costs_one_request_without_an_answer(registry: Server, documents: Documents) -> None:
    documents.add_image(tag="1")
    known = resolved(registry, "app:1")
    registry.requests.clear()
    later = NOW + timedelta(days=2)
    assert registry.ask("app:1", known=known, now=later) == replace(known, checked_at=later)
    # The first of the two that arrive over HTTP: what was tried with TLS before is no request.
    assert [request.method for request in registry.requests] == ["HEAD"]


def test_a_moved_tag_is_what_it_is_now(registry: Server, documents: Documents) -> None:
    documents.add_image(tag="1")
    known = resolved(registry, "app:1")
    moved = documents.add_image(tag="1", sizes=(7,))
    found = registry.ask("app:1", known=known)
    assert isinstance(found, Resolution)
    assert (found.digest, found.transfer_size) == (moved, 7)


@pytest.mark.parametrize("of", ["index", "manifest", "configuration"])
def test_bytes_that_are_not_what_their_digest_says_are_refused(registry: Server, documents: Documents, of: str) -> None:
    made = documents.add_image(tag="single")
    documents.add_index("1", linux_amd64=made)
    configuration = next(path for path in documents.replies if "/blobs/" in path)
    path, name = {
        "index": ("/v2/app/manifests/1", "app:1"),
        "manifest": (f"/v2/app/manifests/{made}", "app:1"),
        "configuration": (configuration, "app:single"),
    }[of]
    documents.replies[path] = replace(documents.replies[path], body=documents.replies[path].body + b" ")
    assert "where it should send sha256:" in refused(registry, name)


@pytest.mark.parametrize(
    "body", [b"<html>Log in to this network</html>", b"", b"[]", b'{"manifests": 1}', b'{"layers": []}', b"\xff"]
)
def test_an_answer_that_is_no_manifest_is_told(registry: Server, documents: Documents, body: bytes) -> None:
    documents.replies["/v2/app/manifests/1"] = Reply(body=body)
    assert refused(registry, "app:1").startswith(
        f"what the registry {registry.host} sends for app is no manifest of an image; see what stands"
    )


def test_a_manifest_that_is_too_large_is_not_read(registry: Server, documents: Documents) -> None:
    documents.replies["/v2/app/manifests/1"] = Reply(body=b" " * 5_000_000)
    assert "answers with more than 4 MiB" in refused(registry, "app:1")


def test_a_vanished_tag_is_told(registry: Server, documents: Documents) -> None:
    documents.add_image(tag="1")
    assert refused(registry, "app:2") == (
        f"the registry {registry.host} has no tag `2` of app; use one that it has, or push it again"
    )
    assert "has no digest sha256:" in refused(registry, f"app@{digest(b'')}")


def test_an_unknown_repository_is_told(registry: Server, documents: Documents) -> None:
    documents.replies["/v2/apt/manifests/1"] = Reply(404, b'{"errors": [{"code": "NAME_UNKNOWN"}]}')
    assert refused(registry, "apt:1") == f"the registry {registry.host} has no repository apt; correct its name"


@pytest.mark.parametrize(("after", "wait"), [({"Retry-After": "30"}, "wait 30 s, or run"), ({}, "wait, or run")])
def test_a_rate_limit_is_told_with_the_time_to_wait(
    registry: Server, documents: Documents, after: dict[str, str], wait: str
) -> None:
    documents.replies["/v2/app/manifests/1"] = Reply(429, b"{}", after)
    reason = refused(registry, "app:1")
    assert "takes no more requests for now (status 429)" in reason
    assert f"{wait} `docker login {registry.host}`" in reason


def test_a_failing_registry_is_told_with_its_status(registry: Server, documents: Documents) -> None:
    documents.replies["/v2/app/manifests/1"] = Reply(503, b"<html>")
    assert f"the registry {registry.host} answers with status 503; see what" in refused(registry, "app:1")


def test_a_blob_may_lie_elsewhere(registry: Server, documents: Documents) -> None:
    made = documents.add_image(tag="1")
    configuration = next(path for path in documents.replies if "/blobs/" in path)
    with serving(lambda _: documents.replies[f"elsewhere{configuration}"]) as storage:
        documents.replies[f"elsewhere{configuration}"] = documents.replies[configuration]
        documents.replies[configuration] = Reply(307, b"", {"Location": f"http://{storage.host}/any?signed=1"})
        assert resolved(registry, "app:1").digest == made


@pytest.mark.parametrize(
    ("location", "problem"),
    [("/v2/app/manifests/1", "leads from one address to the next without end"),
     ("http://192.0.2.1/", "leads on to an address that is not encrypted"),
     ("ftp://127.0.0.1/", "leads on to an address that is not encrypted")],
)  # fmt: skip
def test_a_redirect_to_nowhere_good_is_not_followed(
    registry: Server, documents: Documents, location: str, problem: str
) -> None:
    documents.replies["/v2/app/manifests/1"] = Reply(302, b"", {"Location": location})
    assert problem in refused(registry, "app:1")
