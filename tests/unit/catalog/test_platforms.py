"""Platforms: which a variant can name, and what a Dockerfile is when it is built for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.catalog.examples import read_catalog
from macros.catalog.platforms import PLATFORMS, platform_arguments, wrong_platform

if TYPE_CHECKING:
    from pathlib import Path

TOML = """\
title = "A title"

[variants.amd64]
summary = "for one"
dockerfile = "cross"
platform = "linux/amd64"

[variants.arm]
summary = "for another"
dockerfile = "cross"
platform = "linux/arm/v7"

[smoke_test]
output = "hello\\n"
"""
CROSS = """\
FROM --platform=$BUILDPLATFORM golang:1.27 AS build
ARG TARGETARCH
RUN GOARCH=$TARGETARCH go build
FROM scratch
COPY --from=build /hello /
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "examples/demo").mkdir(parents=True)
    (tmp_path / "examples/demo.toml").write_text(TOML)
    (tmp_path / "examples/demo/Dockerfile.cross").write_text(CROSS)
    return tmp_path


def faults(root: Path, dockerfile: str = CROSS, toml: str = TOML) -> list[str]:
    (root / "examples/demo/Dockerfile.cross").write_text(dockerfile)
    (root / "examples/demo.toml").write_text(toml)
    return [str(fault) for fault in read_catalog(root)[1]]


def test_variants_for_several_platforms_have_one_dockerfile_which_needs_no_variant_of_its_own(root: Path) -> None:
    catalog, found = read_catalog(root)
    assert not found
    assert [variant.platform for variant in catalog.variants] == ["linux/amd64", "linux/arm/v7"]
    assert {variant.dockerfile.path.name for variant in catalog.variants} == {"Dockerfile.cross"}
    assert {variant.base_references for variant in catalog.variants} == {("golang:1.27",)}


def test_a_stage_is_chosen_by_the_platform_that_is_built_for(root: Path) -> None:
    chosen = """\
FROM scratch AS base-amd64
COPY a /
FROM scratch AS base-arm
COPY b /
FROM base-$TARGETARCH
"""
    for name in "ab":
        (root / "examples/demo" / name).write_text(name)
    (root / "examples/demo/Dockerfile.cross").write_text(chosen)
    catalog, found = read_catalog(root)
    assert not found
    assert [variant.dockerfile.stages[-1].base for variant in catalog.variants] == ["base-amd64", "base-arm"]


@pytest.mark.parametrize("opened", ["--platform=$BUILDPLATFORM ", "--platform=${BUILDPLATFORM} "])
def test_a_base_is_of_the_builders_own_platform(root: Path, opened: str) -> None:
    assert faults(root, CROSS.replace("--platform=$BUILDPLATFORM ", opened)) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "base"),
    [
        ("--platform=$BUILDPLATFORM ", "", 1, "golang:1.27"),
        ("--platform=$BUILDPLATFORM ", "--platform=$TARGETPLATFORM ", 1, "golang:1.27"),
        ("FROM scratch", "FROM debian:trixie-slim", 4, "debian:trixie-slim"),
        ("--from=build", "--from=busybox:1", 5, "busybox:1"),
    ],
)
def test_a_base_that_would_be_of_another_platform_is_refused_once(
    root: Path, old: str, new: str, line: int, base: str
) -> None:
    assert faults(root, CROSS.replace(old, new)) == [
        (
            f"examples/demo/Dockerfile.cross:{line}: `{base}` would be of the variant's platform, and bases are of the "
            "builder's own; open the stage with `FROM --platform=$BUILDPLATFORM`, or let it stand on scratch"
        )
    ]


def test_an_image_that_stands_on_a_builder_is_refused(root: Path) -> None:
    assert faults(root, CROSS.replace("FROM scratch\nCOPY --from=build /hello /", "FROM build\nUSER 1000")) == [
        (
            "examples/demo/Dockerfile.cross:4: the image would be of the builder's platform and not of the variant's; "
            "let it stand on scratch, and copy from the builder"
        )
    ]


def test_a_stage_that_is_not_needed_is_not_judged(root: Path) -> None:
    assert faults(root, f"FROM debian:trixie-slim AS unused\nRUN date\n{CROSS}") == []


def test_a_platform_that_nothing_can_run_is_refused_with_its_line(root: Path) -> None:
    assert (
        "examples/demo.toml:6: `linux/amd46` is no platform that a variant can be built for; did you mean"
        in (faults(root, toml=TOML.replace("linux/amd64", "linux/amd46"))[0])
    )


def test_a_dockerfile_that_is_lent_to_targets_alone_still_needs_a_variant_of_its_own(root: Path) -> None:
    lent = TOML.replace('platform = "linux/amd64"', 'target = "build"').replace("platform", "target")
    assert (
        "examples/demo.toml: Dockerfile.cross has no entry"
        in faults(root, toml=lent.replace("linux/arm/v7", "build"))[0]
    )


def test_the_arguments_tell_the_builder_from_what_is_built_for() -> None:
    told = platform_arguments("linux/arm/v7")
    assert [told[f"TARGET{part}"] for part in ("PLATFORM", "OS", "ARCH", "VARIANT")] == [
        *("linux/arm/v7", "linux", "arm", "v7")
    ]
    own = platform_arguments()
    assert own["TARGETPLATFORM"] == own["BUILDPLATFORM"] == told["BUILDPLATFORM"]


def test_a_name_that_resembles_none_is_told_all() -> None:
    wrong = wrong_platform("windows")
    assert wrong is not None
    assert wrong[1] == f"write one of {', '.join(PLATFORMS)}"
