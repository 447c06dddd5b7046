from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

from macros.bases.pins import (
    NotPinned,
    Pinned,
    is_name_of,
    is_trusted,
    pin_all,
    pinned,
    private_name,
    stand_in_among,
    stand_in_for,
)
from macros.bases.recipes import FOLDER, read_recipes
from macros.bases.surroundings import Surroundings
from macros.records.measurement import Base
from macros.records.resolutions import Resolution
from macros.records.store import Store
from macros.registries.answers import Away, Question, Refused
from macros.registries.references import parse_reference
from tests.unit.registries.servers import Documents, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

SURROUNDINGS = Surroundings({PurePosixPath("etc/a"): b"one"})


@pytest.mark.parametrize("reference", ["docker.io/library/python:3.12-slim", "docker.io/python:3.12-slim"])
def test_references_that_docker_takes_for_one_are_pinned_alike(reference: str) -> None:
    plain, long = stand_in_for("python:3.12-slim"), stand_in_for(reference)
    assert isinstance(plain, Pinned)
    assert isinstance(long, Pinned)
    assert long.named_context == plain.named_context
    assert long.base.stand_in == plain.base.stand_in
    assert long.base.reference == reference


def test_a_stand_in_is_labelled_and_never_has_the_real_name() -> None:
    stand_in = stand_in_for("python:3.12-slim")
    assert isinstance(stand_in, Pinned)
    assert stand_in.base.digest is None
    assert stand_in.base.stand_in is not None
    assert stand_in.base.stand_in.name == "python:3.12-slim"
    assert "3.13" in stand_in.base.stand_in.contents
    assert stand_in.name.startswith("io.github.tare/stand-in/python:3.12-slim-")
    assert stand_in.named_context == f"docker-image://{stand_in.name}"


def test_a_reference_without_stand_in_is_told_which_there_are() -> None:
    assert stand_in_for("alpine:3.20") == NotPinned(
        "alpine:3.20",
        "alpine:3.20 has no stand-in; those that have one are "
        "debian:trixie, debian:trixie-slim, golang:1.27, node:24, node:24-slim, python:3.12, python:3.12-slim",
    )


def test_a_mistyped_reference_is_answered_with_the_nearest() -> None:
    refused = stand_in_for("python:3.12-slm")
    assert isinstance(refused, NotPinned)
    assert refused.reason.endswith("did you mean `python:3.12-slim`?")


@pytest.mark.parametrize("reference", ["cpython", "cpython:latest", "build-libraries"])
def test_a_part_of_stand_ins_takes_no_base_images_place(reference: str) -> None:
    assert isinstance(stand_in_for(reference), NotPinned)


def test_a_digest_is_never_pinned_to_a_stand_in() -> None:
    refused = stand_in_for("python:3.12-slim@sha256:" + "0" * 64)
    assert isinstance(refused, NotPinned)
    assert "a digest names one image only" in refused.reason


def test_a_changed_recipe_has_another_private_name(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER, tmp_path / "standins"))
    before = private_name(read_recipes(folder)["python:3.12"], SURROUNDINGS)
    with (folder / "debian" / "Dockerfile").open("a") as opened:
        opened.write("\n")
    assert private_name(read_recipes(folder)["python:3.12"], SURROUNDINGS) != before


def test_another_certificate_changes_the_private_name_and_not_what_a_record_says() -> None:
    recipes = read_recipes()
    here = stand_in_among("debian:trixie", recipes, SURROUNDINGS)
    there = stand_in_among("debian:trixie", recipes, Surroundings({PurePosixPath("etc/a"): b"two"}))
    assert isinstance(here, Pinned)
    assert isinstance(there, Pinned)
    assert here.name != there.name
    assert here.base == there.base


def test_the_names_of_one_stand_in_are_not_taken_for_anothers() -> None:
    recipes = read_recipes()
    slim = private_name(recipes["python:3.12-slim"], SURROUNDINGS)
    assert is_name_of(slim, recipes["python:3.12-slim"])
    assert not is_name_of(slim, recipes["python:3.12"])
    assert not is_name_of(f"{slim}-root", recipes["python:3.12-slim"])


# What registries say

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
PLATFORM = "linux/amd64"
KNOWN = Resolution(
    "docker.io/library/python:3.12-slim", PLATFORM, f"sha256:{'a' * 64}", f"sha256:{'b' * 64}", 45_000_000, NOW
)
AWAY = Away("the registry docker.io does not answer")
REFUSED = Refused("the registry docker.io has no tag `3.12-slim` of python; use one that it has, or push it again")


def question(reference: str, known: Resolution | None = None) -> Question:
    return Question(parse_reference(reference), PLATFORM, known)


def test_what_a_registry_says_is_what_is_built_on() -> None:
    found = pinned("python:3.12-slim", question("python:3.12-slim"), KNOWN)
    assert found == Pinned(
        Base("python:3.12-slim", KNOWN.digest, None, KNOWN.platform_digest, 45_000_000, NOW),
        f"docker-image://docker.io/library/python:3.12-slim@{KNOWN.digest}",
        None,
        None,
    )


def test_a_registry_that_is_away_leaves_what_it_said_with_a_warning() -> None:
    found = pinned("python:3.12-slim", question("python:3.12-slim", KNOWN), AWAY)
    assert isinstance(found, Pinned)
    assert found.base.digest == KNOWN.digest
    assert found.base.checked_at == NOW
    assert found.warning == (
        "python:3.12-slim: unchecked since 2026-11-24 10:00 UTC: the registry docker.io does not answer"
    )


def test_a_registry_that_refuses_leaves_what_it_said_with_a_warning() -> None:
    found = pinned("python:3.12-slim", question("python:3.12-slim", KNOWN), REFUSED)
    assert isinstance(found, Pinned)
    assert found.base.digest == KNOWN.digest
    assert found.warning == f"python:3.12-slim: unchecked since 2026-11-24 10:00 UTC: {REFUSED.reason}"


def test_a_stand_in_serves_only_where_no_registry_was_ever_reached() -> None:
    assert pinned("python:3.12-slim", question("python:3.12-slim"), AWAY) == stand_in_for("python:3.12-slim")
    assert pinned("python:3.12-slim", question("python:3.12-slim"), REFUSED) == NotPinned(
        "python:3.12-slim", f"python:3.12-slim: {REFUSED.reason}"
    )


def test_without_registry_and_stand_in_both_are_named() -> None:
    found = pinned("alpine:3.20", question("alpine:3.20"), AWAY)
    assert isinstance(found, NotPinned)
    assert found.reason.startswith("the registry docker.io does not answer, and alpine:3.20 has no stand-in; those")


def test_a_digest_that_was_never_asked_for_is_not_pinned_without_its_registry() -> None:
    reference = f"python@{KNOWN.digest}"
    assert isinstance(pinned(reference, question(reference), AWAY), NotPinned)


@pytest.mark.parametrize(
    ("reference", "age", "refresh", "trusted"),
    [
        ("python", timedelta(0), False, True),
        ("python", timedelta(hours=23), False, True),
        ("python", timedelta(hours=24), False, False),
        ("python", timedelta(minutes=-1), False, False),
        ("python", timedelta(hours=1), True, False),
        (f"python@{KNOWN.digest}", timedelta(days=400), True, True),
    ],
)
def test_a_registrys_word_on_a_tag_holds_for_a_day_and_on_a_digest_for_ever(
    reference: str, age: timedelta, *, refresh: bool, trusted: bool
) -> None:
    assert is_trusted(KNOWN, parse_reference(reference), NOW + age, refresh=refresh) is trusted


@pytest.fixture
def documents() -> Documents:
    return Documents()


@pytest.fixture
def registry(documents: Documents) -> Iterator[Server]:
    with serving(documents.answer) as server:
        yield server


@dataclass(frozen=True, slots=True)
class Project:
    """Pins one reference, with a store of its own."""

    reference: str
    store: Store

    def pin(self, now: datetime = NOW, *, refresh: bool = False) -> Pinned | NotPinned:
        environment = {"HOME": "/nowhere"}
        pins = pin_all([self.reference], PLATFORM, self.store, now, refresh=refresh, environment=environment)
        assert list(pins) == [self.reference]
        return pins[self.reference]

    def digest(self, now: datetime = NOW, *, refresh: bool = False) -> str | None:
        found = self.pin(now, refresh=refresh)
        assert isinstance(found, Pinned), found
        assert found.warning is None
        return found.base.digest


@pytest.fixture
def project(registry: Server, tmp_path: Path) -> Project:
    return Project(f"{registry.host}/app:1", Store(tmp_path))


def test_a_moved_tag_is_taken_after_a_day(project: Project, documents: Documents) -> None:
    old = documents.add_image(tag="1")
    assert project.digest() == old
    new = documents.add_image(tag="1", sizes=(9,))
    assert project.digest(NOW + timedelta(hours=23)) == old
    assert project.digest(NOW + timedelta(hours=25)) == new


def test_a_moved_tag_is_taken_at_once_where_all_is_to_be_fresh(project: Project, documents: Documents) -> None:
    documents.add_image(tag="1")
    project.digest()
    new = documents.add_image(tag="1", sizes=(9,))
    assert project.digest(refresh=True) == new
    assert project.digest() == new


def test_within_a_day_no_registry_is_asked(project: Project, documents: Documents, registry: Server) -> None:
    documents.add_image(tag="1")
    project.digest()
    registry.requests.clear()
    project.digest()
    assert registry.requests == []


def test_a_day_begins_anew_when_a_tag_has_not_moved(project: Project, documents: Documents, registry: Server) -> None:
    documents.add_image(tag="1")
    project.digest()
    project.digest(NOW + timedelta(hours=25))
    registry.requests.clear()
    project.digest(NOW + timedelta(hours=48))
    assert registry.requests == []


def test_a_vanished_tag_is_told_where_it_was_never_seen_and_kept_where_it_was(
    project: Project, documents: Documents
) -> None:
    refused = project.pin()
    assert isinstance(refused, NotPinned)
    assert refused.reason.startswith(f"{project.reference}: the registry 127.0.0.1:")
    assert "has no tag `1` of app" in refused.reason
    old = documents.add_image(tag="1")
    assert project.digest() == old
    documents.replies.clear()
    kept = project.pin(NOW + timedelta(days=3))
    assert isinstance(kept, Pinned)
    assert kept.base.digest == old
    assert kept.warning is not None
    assert kept.warning.startswith(
        f"{project.reference}: unchecked since 2026-11-24 10:00 UTC: the registry 127.0.0.1:"
    )


def test_two_ways_to_write_a_reference_are_asked_for_once(
    documents: Documents, registry: Server, tmp_path: Path
) -> None:
    made = documents.add_image(tag="latest")
    references = [f"{registry.host}/app", f"{registry.host}/app:latest"]
    pins = pin_all(references, PLATFORM, Store(tmp_path), NOW, refresh=False, environment={"HOME": "/nowhere"})
    assert [pin.base.digest for pin in pins.values() if isinstance(pin, Pinned)] == [made, made]
    assert len([request for request in registry.requests if "manifests" in request.path]) == 1


def test_a_text_that_is_no_reference_spoils_no_other(documents: Documents, registry: Server, tmp_path: Path) -> None:
    documents.add_image(tag="1")
    references = ["Wrong", f"{registry.host}/app:1"]
    pins = pin_all(references, PLATFORM, Store(tmp_path), NOW, refresh=False, environment={"HOME": "/nowhere"})
    wrong, right = pins["Wrong"], pins[references[1]]
    assert isinstance(wrong, NotPinned)
    assert wrong.reason.startswith("`Wrong` is no image reference: ")
    assert isinstance(right, Pinned)


def test_another_platform_is_another_question(documents: Documents, registry: Server, tmp_path: Path) -> None:
    amd64, arm64 = documents.add_image(), documents.add_image("linux/arm64")
    documents.add_index("1", linux_amd64=amd64, linux_arm64=arm64)
    reference, store = f"{registry.host}/app:1", Store(tmp_path)
    for platform, expected in {"linux/amd64": amd64, "linux/arm64": arm64}.items():
        pin = pin_all([reference], platform, store, NOW, refresh=False, environment={"HOME": "/nowhere"})[reference]
        assert isinstance(pin, Pinned)
        assert pin.base.platform_digest == expected


def test_without_an_answer_from_the_network_little_is_loaded() -> None:
    code = (
        "import sys, tempfile, pathlib; from datetime import datetime, UTC; from macros.bases.pins import pin_all;"
        "from macros.records.store import Store; store = Store(pathlib.Path(tempfile.gettempdir(), 'none'));"
        "pin_all(['registry.invalid/app'], 'linux/amd64', store, datetime.now(UTC), refresh=False, environment={});"
        "print([name for name in ('urllib3', 'docker', 'requests', 'email') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
