from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

import pytest

from macros.bases.pins import NotPinned, Pinned, is_name_of, pin, pin_to, private_name
from macros.bases.recipes import FOLDER, read_recipes
from macros.bases.surroundings import Surroundings

SURROUNDINGS = Surroundings({PurePosixPath("etc/a"): b"one"})


@pytest.mark.parametrize("reference", ["docker.io/library/python:3.12-slim", "docker.io/python:3.12-slim"])
def test_references_that_docker_takes_for_one_are_pinned_alike(reference: str) -> None:
    plain, long = pin("python:3.12-slim"), pin(reference)
    assert isinstance(plain, Pinned)
    assert isinstance(long, Pinned)
    assert long.named_context == plain.named_context
    assert long.base.stand_in == plain.base.stand_in
    assert long.base.reference == reference


def test_a_stand_in_is_labelled_and_never_has_the_real_name() -> None:
    pinned = pin("python:3.12-slim")
    assert isinstance(pinned, Pinned)
    assert pinned.base.digest is None
    assert pinned.base.stand_in is not None
    assert pinned.base.stand_in.name == "python:3.12-slim"
    assert "3.13" in pinned.base.stand_in.contents
    assert pinned.name.startswith("io.github.tare/stand-in/python:3.12-slim-")
    assert pinned.named_context == f"docker-image://{pinned.name}"


def test_a_reference_without_stand_in_is_told_which_there_are() -> None:
    assert pin("alpine:3.20") == NotPinned(
        "alpine:3.20",
        "alpine:3.20 has no stand-in; those that have one are "
        "debian:trixie, debian:trixie-slim, python:3.12, python:3.12-slim",
    )


def test_a_mistyped_reference_is_answered_with_the_nearest() -> None:
    refused = pin("python:3.12-slm")
    assert isinstance(refused, NotPinned)
    assert refused.reason.endswith("did you mean `python:3.12-slim`?")


@pytest.mark.parametrize("reference", ["cpython", "cpython:latest", "build-libraries"])
def test_a_part_of_stand_ins_takes_no_base_images_place(reference: str) -> None:
    assert isinstance(pin(reference), NotPinned)


def test_a_digest_is_never_pinned_to_a_stand_in() -> None:
    refused = pin("python:3.12-slim@sha256:" + "0" * 64)
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
    here = pin_to("debian:trixie", recipes, SURROUNDINGS)
    there = pin_to("debian:trixie", recipes, Surroundings({PurePosixPath("etc/a"): b"two"}))
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
