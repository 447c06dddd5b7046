from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from macros.catalog.examples import read_catalog

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Site
    from tests.docs.built import BuiltPage


def test_every_embedded_file_is_its_source_to_the_letter(checkout: Path, pages: dict[str, BuiltPage]) -> None:
    embedded = [(name, path, text) for name, page in pages.items() for path, text in page.files]
    assert embedded
    differing = [
        f"{name}: {path}" for name, path, text in embedded if (checkout / "examples" / path).read_text() != text
    ]
    assert differing == []


def test_every_variant_is_shown_with_its_dockerfile_and_its_size(
    site: Site, checkout: Path, pages: dict[str, BuiltPage]
) -> None:
    lessons = [page for name, page in pages.items() if not name.startswith("results/")]
    shown = {path for page in lessons for path, _ in page.files}
    files = (checkout / "examples").glob("*/Dockerfile.*")
    dockerfiles = {
        path.relative_to(checkout / "examples").as_posix() for path in files if path.suffix != ".dockerignore"
    }
    assert dockerfiles - shown == set()
    sizes = {figure.expression for page in lessons for figure in page.figures}
    measured = {reference for reference, image in site.results["images"].items() if image["measurement"]}
    assert {f"{reference}/unpacked_size" for reference in measured} - sizes == set()


def test_every_command_is_on_a_page(checkout: Path, pages: dict[str, BuiltPage]) -> None:
    catalog, _ = read_catalog(checkout)
    shown = {name for page in pages.values() for name in page.commands}
    assert {command.name for command in catalog.commands} - shown == set()


def test_every_command_was_run_unless_its_image_needs_a_registry_and_was_not_measured(site: Site) -> None:
    left = {name: command for name, command in site.results["commands"].items() if command["reason"]}
    away = {
        name
        for name, command in left.items()
        if command["needs_registry"] and command["reason"].endswith("was not measured")
    }
    assert {name: command["reason"] for name, command in left.items() if name not in away} == {}


def test_every_example_can_be_downloaded_as_its_folder(site: Site, checkout: Path, pages: dict[str, BuiltPage]) -> None:
    linked = {link.rsplit("/", 1)[-1] for page in pages.values() for link in page.links if "downloads/" in link}
    for folder in (path for path in (checkout / "examples").iterdir() if path.is_dir()):
        assert f"{folder.name}.zip" in linked
        with zipfile.ZipFile(site.folder / "downloads" / f"{folder.name}.zip") as archive:
            inside = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
        files = (path for path in folder.rglob("*") if path.is_file())
        assert inside == {path.relative_to(folder.parent).as_posix(): path.read_bytes() for path in files}
