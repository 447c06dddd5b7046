from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.catalog.examples import read_catalog
from macros.plan.summaries import summary_faults

if TYPE_CHECKING:
    from pathlib import Path


def faults_of(root: Path, old: str, new: str) -> list[str]:
    toml = root / "examples/demo.toml"
    toml.write_text(toml.read_text().replace(old, new, 1))
    return [str(fault) for fault in summary_faults(read_catalog(root)[0])]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("the slim base", "python:3.12-slim, with curl"),
        ("the slim base", "on `python:3.12-slim`."),
        ("the slim base", "demo:multi without its builder, at localhost:8000 from 10:30, http://x:80/ and note: this"),
        ("with a builder", "python:3.12-slim, with what a python:3.12 builder made"),
        ("A title", "On python:3.12-slim and python:3.12"),
    ],
)
def test_a_summary_may_name_the_bases_of_its_dockerfile(root: Path, old: str, new: str) -> None:
    assert faults_of(root, old, new) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "the slim base",
            "python:3.12, with curl",
            "examples/demo.toml:4: its summary names `python:3.12`, and its Dockerfile stands on `python:3.12-slim`; ",
        ),
        ("the slim base", "on debian:13-slim", "4: its summary names `debian:13-slim`, and its Dockerfile stands on"),
        ("the slim base", "on ghcr.io/x/y:1", "4: its summary names `ghcr.io/x/y:1`, and its Dockerfile stands on"),
        (
            "with a builder",
            "from python:3.12",
            "7: its summary names `python:3.12`, and its image stands on `python:3.12-slim`; name `python:3.12-slim`",
        ),
        ("with a builder", "python:3.12-slim to scratch, golang:1", "its summary names `golang:1`, and its Dockerfile"),
        ("with a builder", "from scratch", "its summary names `scratch`, and its image stands on `python:3.12-slim`"),
        ("with a builder", "as demo:slin", "names `demo:slin`, and there is no such image; did you mean `demo:slim`?"),
        ("A title", "On debian:13", "1: its title names `debian:13`, and its Dockerfile stands on `python:3.12-slim`"),
    ],
)
def test_a_summary_that_names_another_image_is_a_fault(root: Path, old: str, new: str, fault: str) -> None:
    (found,) = faults_of(root, old, new)
    assert fault in found


def test_a_change_of_the_base_makes_a_summary_false(root: Path) -> None:
    assert faults_of(root, "the slim base", "python:3.12-slim, with curl") == []
    (root / "examples/demo/Dockerfile.slim").write_text("FROM python:3.12\n")
    assert len(faults_of(root, "", "")) == 1


def test_a_digest_is_not_part_of_what_a_summary_names(root: Path) -> None:
    (root / "examples/demo/Dockerfile.slim").write_text(f"FROM python:3.12-slim@sha256:{'0' * 64}\n")
    assert faults_of(root, "the slim base", "python:3.12-slim") == []


def test_what_stands_on_scratch_may_name_what_it_was_built_on(root: Path) -> None:
    (root / "examples/demo/Dockerfile.slim").write_text(
        "FROM golang:1.27 AS builder\nFROM scratch\nCOPY --from=builder /x /x\n"
    )
    assert faults_of(root, "the slim base", "from golang:1.27 onto scratch") == []
    (fault,) = faults_of(root, " onto scratch", "")
    assert "its image stands on `scratch`; name `scratch` too" in fault


@pytest.mark.parametrize("toml", ["title = 3", 'title = "x"\nx = 3\n[variants.one]\nsummary = "x"\n'])
def test_an_image_of_a_broken_example_may_be_named(root: Path, toml: str) -> None:
    (root / "examples/other").mkdir()
    (root / "examples/other/Dockerfile.one").write_text("FROM scratch\n")
    (root / "examples/other.toml").write_text(toml)
    assert faults_of(root, "the slim base", "as other:one is") == []
