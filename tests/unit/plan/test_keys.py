from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from macros.catalog.model import CommandTest, HttpTest, SmokeTestSpec
from macros.engines.engine import LIMITS
from macros.plan.keys import (
    absence_key,
    build_inputs,
    digest_of,
    elsewhere_key,
    smoke_key,
    smoke_tests_input,
    weighing_key,
)
from macros.records.measurement import Base, Digest, EngineIdentity, StandIn
from tests.unit.plan.project import catalog_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

A, B = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
SLIM_BASE = Base("python:3.12-slim", None, StandIn("python:3.12-slim", A, "CPython on Debian"))


def inputs(
    root: Path, *, base: Base = SLIM_BASE, platform: str = "linux/amd64", image_store: str = "classic"
) -> dict[str, Digest]:
    catalog = catalog_of(root)
    variant = catalog.find("demo:slim")
    assert variant is not None
    return build_inputs(variant, catalog.examples[0], (base,), platform, "docker", image_store)


def test_inputs_are_named(root: Path) -> None:
    found = inputs(root)
    assert list(found) == ["Dockerfile.slim", "context/app.py", "base/python:3.12-slim", "platform", "engine"]
    assert found["base/python:3.12-slim"] == A


def test_a_target_is_an_input(root: Path) -> None:
    toml = root / "examples/demo.toml"
    toml.write_text(toml.read_text().replace("[variants.multi]", '[variants.multi]\ntarget = "builder"'))
    catalog = catalog_of(root)
    variant = catalog.find("demo:multi")
    assert variant is not None
    found = build_inputs(variant, catalog.examples[0], (), "linux/amd64", "docker", "classic")
    assert "target" in found
    assert "context/app.py" not in found


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / "examples" / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return change


@pytest.mark.parametrize(
    ("change", "input_name"),
    [
        (edit("demo/Dockerfile.slim", "CMD", "cmd"), "Dockerfile.slim"),
        (edit("demo/app.py", "hello", "hallo"), "context/app.py"),
    ],
)
def test_a_change_that_the_build_can_see_changes_that_input_alone(
    root: Path, change: Callable[[Path], None], input_name: str
) -> None:
    before = inputs(root)
    change(root)
    after = inputs(root)
    assert {name for name in after if after[name] != before.get(name)} == {input_name}
    assert digest_of(after) != digest_of(before)


@pytest.mark.parametrize(
    "change",
    [
        edit("demo/notes.txt", "seen", "read"),
        edit("demo/Dockerfile.multi", "flask", "django"),
        edit("demo.toml", "A title", "Another"),
        edit("demo.toml", "the slim base", "a slim base"),
        edit("demo.toml", "133MB", "134MB"),
        edit("demo.toml", "hello", "hallo"),
    ],
)
def test_a_change_that_the_build_cannot_see_changes_nothing(root: Path, change: Callable[[Path], None]) -> None:
    before = inputs(root)
    change(root)
    assert inputs(root) == before


def test_platform_image_store_and_pins_change_the_key(root: Path) -> None:
    keys = {
        digest_of(inputs(root)),
        digest_of(inputs(root, platform="linux/arm64")),
        digest_of(inputs(root, image_store="containerd")),
        digest_of(inputs(root, base=Base("python:3.12-slim", None, StandIn("python:3.12-slim", B, "CPython")))),
        digest_of(inputs(root, base=Base("python:3.12-slim", f"sha256:{'c' * 64}", None))),
    }
    assert len(keys) == 5


def test_what_a_variant_is_for_and_what_built_it_are_inputs(root: Path) -> None:
    engines = inputs(root, platform="linux/arm64")
    toml = root / "examples/demo.toml"
    declared = '[variants.slim]\nplatform = "linux/arm64"'
    toml.write_text(toml.read_text().replace("[variants.slim]", declared))
    (root / "examples/demo/Dockerfile.slim").write_text("FROM scratch\nCOPY app.py .\n")
    crossed, native = inputs(root, platform="linux/amd64"), inputs(root, platform="linux/arm64")
    assert crossed["platform"] == native["platform"] == engines["platform"]
    assert crossed["build_platform"] != native["build_platform"]
    assert "build_platform" not in engines


def test_the_order_of_inputs_does_not_count() -> None:
    assert digest_of({"a": A, "b": B}) == digest_of({"b": B, "a": A})
    assert digest_of({"a": A, "b": B}) != digest_of({"a": B, "b": A})


def test_every_part_of_a_smoke_test_and_the_image_change_its_key() -> None:
    specs: list[SmokeTestSpec] = [
        *(CommandTest(None, "x"), CommandTest((), "x"), CommandTest(("x",), "x"), CommandTest(None, "y")),
        *(HttpTest(1, "/", 200, ""), HttpTest(2, "/", 200, ""), HttpTest(1, "/a", 200, "")),
        *(HttpTest(1, "/", 201, ""), HttpTest(1, "/", 200, "x")),
        *(CommandTest(None, "x", read_only=False), HttpTest(1, "/", 200, "", read_only=False)),
    ]
    assert len({smoke_key(image, spec) for spec in specs for image in (A, B)}) == 2 * len(specs)


def test_smoke_tests_and_their_order_are_one_input() -> None:
    first, second = CommandTest(None, "x"), CommandTest(None, "y")
    inputs = {smoke_tests_input(specs) for specs in ((first,), (second,), (first, second), (second, first))}
    assert len(inputs) == 4


def test_what_a_smoke_test_may_use_changes_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = CommandTest(None, "x")
    before = smoke_tests_input((spec,))
    monkeypatch.setattr("macros.plan.keys.LIMITS", replace(LIMITS, cpus=2.0))
    assert smoke_tests_input((spec,)) != before


def test_the_ruler_and_the_image_change_the_key_of_a_weighing() -> None:
    assert len({weighing_key(image, version) for image in (A, B) for version in ("1", "2")}) == 4


def test_the_image_the_ruler_and_the_engine_change_the_key_of_what_that_engine_shows() -> None:
    podman = EngineIdentity("podman", "5.4.2", "containers-storage", embedded=True)
    keys = {
        elsewhere_key(A, "1", podman),
        elsewhere_key(B, "1", podman),
        elsewhere_key(A, "2", podman),
        elsewhere_key(A, "1", replace(podman, version="5.5.0")),
        elsewhere_key(A, "1", replace(podman, name="docker")),
        elsewhere_key(A, "1", replace(podman, image_store="classic")),
        weighing_key(A, "1"),
    }
    assert len(keys) == 7


def test_each_engine_of_ours_has_an_absence_of_its_own() -> None:
    assert len({absence_key("docker", "classic"), absence_key("docker", "containerd"), absence_key("podman", "x")}) == 3
