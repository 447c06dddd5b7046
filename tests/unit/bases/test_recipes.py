from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from macros.bases.recipes import FOLDER, read_recipes, with_parts

FILES = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*") if path.is_file() and path.name != "recipe.toml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "standins"))


@pytest.mark.parametrize("file", FILES, ids=str)
def test_one_byte_of_any_file_changes_a_digest(folder: Path, file: Path) -> None:
    before = {name: recipe.digest for name, recipe in read_recipes(folder).items()}
    with (folder / file).open("ab") as opened:
        opened.write(b"\n")
    after = {name: recipe.digest for name, recipe in read_recipes(folder).items()}
    assert before != after


def test_a_changed_part_changes_what_is_made_of_it_and_nothing_else(folder: Path) -> None:
    before = read_recipes(folder)
    with (folder / "cpython" / "Dockerfile").open("a") as opened:
        opened.write("# another comment\n")
    after = read_recipes(folder)
    changed = {name for name in before if before[name].digest != after[name].digest}
    assert changed == {"cpython", "python:3.12", "python:3.12-slim"}


def test_an_option_of_a_root_file_system_changes_its_digest(folder: Path) -> None:
    before = read_recipes(folder)["debian:trixie"].digest
    description = folder / "debian" / "recipe.toml"
    description.write_text(description.read_text().replace("minbase", "essential"))
    assert read_recipes(folder)["debian:trixie"].digest != before


def test_words_about_a_recipe_do_not_change_its_digest(folder: Path) -> None:
    before = read_recipes(folder)["debian:trixie"]
    description = folder / "debian" / "recipe.toml"
    description.write_text(description.read_text().replace(before.contents, "other words"))
    after = read_recipes(folder)["debian:trixie"]
    assert (after.contents, after.digest) == ("other words", before.digest)


def test_the_digest_is_the_same_wherever_the_project_lies(folder: Path) -> None:
    here, there = read_recipes(folder), read_recipes()
    assert {name: recipe.digest for name, recipe in here.items()} == {name: r.digest for name, r in there.items()}


def test_parts_come_before_what_is_made_of_them() -> None:
    names = [recipe.name for recipe in with_parts([read_recipes()["python:3.12-slim"]])]
    assert names == ["debian:trixie-slim", "cpython", "python:3.12-slim"]


def test_every_stand_in_says_how_large_the_official_image_is() -> None:
    assert all(recipe.official for recipe in read_recipes().values() if recipe.is_stand_in)


def test_a_part_that_no_recipe_makes_is_named(folder: Path) -> None:
    shutil.rmtree(folder / "cpython")
    with pytest.raises(ValueError, match=r"not there: python:3\.12, python:3\.12-slim"):
        read_recipes(folder)
