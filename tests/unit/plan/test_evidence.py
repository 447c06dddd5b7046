"""Results against a checkout: whatever differs is named, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from macros.plan.evidence import evidence_faults
from macros.records.results import read_results
from macros.weighing.ruler import RULER_VERSION
from tests.unit.plan.project import SLIM, catalog_of
from tests.unit.replayable import replayable, results_of

if TYPE_CHECKING:
    from pathlib import Path

    from macros.records.results import Results

REMEDY = "check out what was measured, or run `tare site`"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return replayable(tmp_path)


@pytest.fixture
def results(root: Path) -> Results:
    return read_results(results_of(root))


def faults(root: Path, results: Results, ruler: str = RULER_VERSION) -> list[str]:
    return [str(fault) for fault in evidence_faults(catalog_of(root), results, ruler)]


def test_the_checkout_that_was_measured_has_no_faults(root: Path, results: Results) -> None:
    assert faults(root, results) == []


def test_what_no_build_sees_and_no_record_is_of_counts_for_nothing(root: Path, results: Results) -> None:
    (root / "examples/demo/notes.txt").write_text("another note")
    (root / "examples/demo/Dockerfile.multi").write_text("FROM scratch\nCOPY app.py .\n")
    (root / "docs/index.md").write_text("# Other words\n")
    assert faults(root, results) == []


def test_every_input_that_differs_is_named(root: Path, results: Results) -> None:
    (root / "examples/demo/app.py").write_text("print('hello', end='')\n")
    (root / "examples/demo/Dockerfile.slim").write_text(f"# a comment\n{SLIM}")
    assert faults(root, results) == [
        f"demo:slim: examples/demo/Dockerfile.slim and examples/demo/app.py are not what was measured; {REMEDY}"
    ]


def test_another_base_is_another_dockerfile(root: Path, results: Results) -> None:
    (root / "examples/demo/Dockerfile.slim").write_text(SLIM.replace("3.12", "3.13"))
    assert faults(root, results) == [f"demo:slim: examples/demo/Dockerfile.slim is not what was measured; {REMEDY}"]


def test_an_image_for_another_platform_is_compared_with_what_built_it(tmp_path: Path) -> None:
    root = replayable(tmp_path)
    declared = root / "examples/demo.toml"
    text = declared.read_text().replace("[variants.slim]", '[variants.slim]\nplatform = "linux/arm64"')
    declared.write_text(text.replace("docker build ", "docker build --platform linux/arm64 "))
    (root / "examples/demo/Dockerfile.slim").write_text("FROM scratch\nCOPY app.py /\n")
    results = read_results(results_of(root))
    for built_on, expected in (
        ("linux/amd64", []),
        ("linux/s390x", [f"demo:slim: build_platform is not what was measured; {REMEDY}"]),
    ):
        image = results.images["demo:slim"]
        assert image.measurement is not None
        crossed = replace(image.measurement, platform="linux/arm64", build_platform=built_on)
        images = {**results.images, "demo:slim": replace(image, measurement=crossed)}
        assert faults(root, replace(results, images=images)) == expected


def test_another_smoke_test_and_another_ruler_are_named(root: Path, results: Results) -> None:
    declared = root / "examples/demo.toml"
    declared.write_text(declared.read_text().replace(r"hello\n", r"hello world\n"))
    assert faults(root, results, "another") == [f"demo:slim: ruler and smoke_test are not what was measured; {REMEDY}"]


def test_files_that_came_and_went_are_named(root: Path, results: Results) -> None:
    folder = root / "examples/demo"
    (folder / "Dockerfile.slim").write_text(SLIM.replace("app.py .", "m*.py ."))
    (folder / "main.py").write_text("")
    (folder / "more.py").write_text("")
    [fault] = faults(root, results)
    assert fault == (
        "demo:slim: examples/demo/Dockerfile.slim is not what was measured, examples/demo/main.py and "
        "examples/demo/more.py were not there when "
        f"it was measured and examples/demo/app.py, which was measured, cannot be found; {REMEDY}"
    )


def test_a_renamed_variant_is_told_from_both_sides(root: Path, results: Results) -> None:
    images = {("demo:thin" if name == "demo:slim" else name): image for name, image in results.images.items()}
    assert faults(root, replace(results, images=images)) == [
        f"demo:slim: the results do not hold it; {REMEDY}",
        f"demo:thin: the results hold it, and no example has this variant; {REMEDY}",
    ]


@pytest.mark.parametrize(
    ("was", "now", "problem"),
    [
        (
            '"docker run --rm demo:slim"',
            '"docker run demo:slim"',
            "command demo/hang: `run` was another when it was run",
        ),
        ("8686:8000", "8686:8001", "command demo/serve: `run` was another when it was run"),
        ('localhost:8686/"', 'localhost:8686/b"', "command demo/serve: `ask` was another when it was run"),
        (
            'images = ["demo:slim"]\nask',
            'images = ["demo:slim", "demo:multi"]\nask',
            "command demo/serve: `images` were others when it was run",
        ),
    ],
)
def test_a_command_of_other_words_is_named(root: Path, results: Results, was: str, now: str, problem: str) -> None:
    declared = root / "examples/demo.toml"
    assert was in declared.read_text()
    declared.write_text(declared.read_text().replace(was, now))
    assert faults(root, results) == [f"{problem}; {REMEDY}"]


def test_a_renamed_command_is_told_from_both_sides(root: Path, results: Results) -> None:
    declared = root / "examples/demo.toml"
    declared.write_text(declared.read_text().replace("commands.hang", "commands.wait"))
    assert faults(root, results) == [
        f"command demo/wait: the results do not hold it; {REMEDY}",
        f"command demo/hang: the results hold it, and no example has this command; {REMEDY}",
    ]
