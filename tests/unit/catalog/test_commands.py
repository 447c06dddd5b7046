from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.catalog.build_commands import is_build, parse_build
from macros.catalog.examples import read_catalog
from macros.catalog.model import Command

if TYPE_CHECKING:
    from pathlib import Path

TOML = """\
title = "A title"

[variants.fat]
summary = "all of it"

[variants.base]
summary = "its first stage"
dockerfile = "fat"
target = "base"

[smoke_test]
output = "hello\\n"

"""
DOCKERFILE = "FROM scratch AS base\nCOPY a /\n\nFROM base\nCOPY a /b\n"
RUN = '[commands.one]\nrun = "docker run --rm demo:fat"\nimages = ["demo:fat"]\n'
BUILD = '[commands.one]\nrun = "docker build -f Dockerfile.fat -t demo:fat ."\nbuilds = "demo:fat"\n'
BASE = "docker build -f Dockerfile.fat --target base -t demo:base ."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("demo", "other"):
        folder = tmp_path / "examples" / name
        folder.mkdir(parents=True)
        (folder / "a").write_text("hello\n")
        (folder / "Dockerfile.fat").write_text(DOCKERFILE)
        folder.with_suffix(".toml").write_text(TOML)
    return tmp_path


def declare(root: Path, lines: str) -> None:
    (root / "examples/demo.toml").write_text(TOML + lines)


def commands(root: Path, lines: str) -> tuple[Command, ...]:
    declare(root, lines)
    catalog, faults = read_catalog(root)
    assert not faults
    return catalog.commands


def faults(root: Path, lines: str) -> list[str]:
    declare(root, lines)
    catalog, found = read_catalog(root)
    assert catalog.broken == {"demo"}
    return [str(fault).removeprefix("examples/demo.toml:") for fault in found]


def test_a_command_is_its_text_and_the_images_that_it_uses(root: Path) -> None:
    assert commands(root, RUN) == (Command("demo/one", "docker run --rm demo:fat", ("demo:fat",)),)


def test_a_command_may_use_no_image(root: Path) -> None:
    [command] = commands(root, '[commands.one]\nrun = "docker version"\nimages = []\n')
    assert command.images == ()


@pytest.mark.parametrize("options", ["-d", "-it -d", "-dit", "--rm --detach", "--detach=true", "-d \\\n"])
def test_what_is_asked_stays_in_the_foreground(root: Path, options: str) -> None:
    lines = f"""[commands.one]\nrun = '''docker run {options} -p 8686:80 demo:fat'''\nimages = ["demo:fat"]\n"""
    asked = f'{lines}ask = "http://localhost:8686/"\n'
    [fault] = faults(root, asked)
    assert fault.startswith("15: `run` leaves its container to itself, and `ask` needs one in the foreground; ")
    assert commands(root, lines)


def test_the_options_of_the_containers_own_program_are_not_those_of_docker(root: Path) -> None:
    text = "docker run --rm -p 8686:80 demo:fat serve -d | base64 -d"
    lines = f'[commands.one]\nrun = "{text}"\nimages = ["demo:fat"]\nask = "http://localhost:8686/"\n'
    assert commands(root, lines)


def test_a_command_has_limits_and_may_be_asked_over_http(root: Path) -> None:
    lines = RUN.replace("--rm", "-p 8686:8000") + 'ask = "http://localhost:8686/"\nseconds = 5\noutput = 1000\n'
    [command] = commands(root, lines)
    assert (command.ask, command.seconds, command.output) == ("http://localhost:8686/", 5, 1000)


def test_a_command_may_have_several_lines_and_use_images_of_other_examples(root: Path) -> None:
    lines = '[commands.one]\nrun = """\n# both\ndocker images\n"""\nimages = ["demo:fat", "other:base"]\n'
    [command] = commands(root, lines)
    assert command.text == "# both\ndocker images"
    assert command.images == ("demo:fat", "other:base")


def test_a_command_that_builds_has_the_text_that_builds_its_variant(root: Path) -> None:
    lines = f'{BUILD}[commands.two]\nrun = "{BASE}"\nbuilds = "demo:base"\n'
    assert [(command.name, command.builds) for command in commands(root, lines)] == [
        ("demo/one", "demo:fat"),
        ("demo/two", "demo:base"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("commands.one", "commands.One", "14: `One` cannot be the name of a command; use lower-case letters"),
        ("images =", "image =", "16: `image` is no key of [commands.one]; did you mean `images`?"),
        ('images = ["demo:fat"]', "", "14: [commands.one] has no `images`; add `images = "),
        ('run = "docker run --rm demo:fat"', "", "14: [commands.one] has no `run`; add `run = "),
        ("docker run --rm demo:fat", "", "15: `run` is empty"),
        ("--rm", "\\u001b[0m", "15: `run` has characters that nobody can type"),
        ('["demo:fat"]', '["demo:fta"]', "16: there is no image `demo:fta`; did you mean `demo:fat`?"),
        ('["demo:fat"]', '["quite:else"]', "16: there is no image `quite:else`; known are `demo:base`, `demo:fat`, "),
        ("--rm", "other:base", '16: `run` uses `other:base`; add "other:base" to `images`'),
        ("docker run", "docker build -t demo:fat . && docker run", "15: `run` builds an image; write `builds = "),
        ("images =", "seconds = 301\nimages =", "16: `seconds` is 301; write 1 to 300"),
        ("images =", "seconds = 0.5\nimages =", "16: `seconds` is not a whole number"),
        ("images =", "output = 0\nimages =", "16: `output` is 0; write 1 to 262144"),
        ("images =", 'ask = "localhost:80"\nimages =', "16: `localhost:80` cannot be asked; write the address"),
        ("images =", 'ask = "http://example.com:80/"\nimages =', "16: `http://example.com:80/` cannot be asked"),
        ("images =", 'ask = "http://localhost:8686/"\nimages =', "16: `run` publishes no port 8686; publish it with"),
    ],
)
def test_a_slip_in_a_command_is_named_with_its_line(root: Path, old: str, new: str, fault: str) -> None:
    assert old in RUN
    assert [found for found in faults(root, RUN.replace(old, new)) if found.startswith(fault)]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('builds = "demo:fat"', 'builds = "demo:fta"', "16: there is no image `demo:fta`; did you mean `demo:fat`?"),
        (
            'builds = "demo:fat"',
            'builds = "other:fat"',
            "16: `other:fat` is another example's, which is not built in this folder; known here are `demo:base`, ",
        ),
        ("demo:fat .", "demo:base .", "15: `run` is not how `demo:fat` is built; write `docker build -f Dockerfile."),
        ('builds = "demo:fat"', 'builds = "demo:base"', f"15: `run` is not how `demo:base` is built; write `{BASE}`"),
        ("builds =", "seconds = 3\nbuilds =", "16: `seconds` is for commands that are run, and this one shows a build"),
        ("builds =", 'images = ["demo:fat"]\nbuilds =', "16: `images` is for commands that are run"),
    ],
)
def test_a_build_that_is_not_the_variants_is_named_with_its_line(root: Path, old: str, new: str, fault: str) -> None:
    assert old in BUILD
    assert [found for found in faults(root, BUILD.replace(old, new)) if found.startswith(fault)]


def test_a_reference_is_found_as_a_word_and_not_in_a_longer_one(root: Path) -> None:
    lines = (
        '[commands.one]\nrun = "docker images my/demo:fat demo:fat-2 demo:fat.1 xdemo:fat"\nimages = ["other:fat"]\n'
    )
    assert commands(root, lines)
    [fault] = faults(root, lines.replace("xdemo:fat", "'demo:fat'."))
    assert "`run` uses `demo:fat`" in fault


def test_an_image_of_a_broken_example_is_judged_by_its_tag_where_that_is_known(root: Path) -> None:
    other = root / "examples/other.toml"
    other.write_text(TOML.replace("summary", "sumary", 1))
    lines = '[commands.one]\nrun = "docker images"\nimages = ["other:fat", "other:none"]\n'
    declare(root, lines)
    catalog, found = read_catalog(root)
    assert "demo" in catalog.broken
    assert [str(fault) for fault in found if "other:fat" in fault.problem] == []
    assert [fault.problem for fault in found if fault.where == "examples/demo.toml"] == [
        "there is no image `other:none`"
    ]
    other.write_text("title =")
    assert "demo" not in read_catalog(root)[0].broken


@pytest.mark.parametrize(
    "text",
    [
        "docker build -f D.a -t x:a .",
        "docker buildx build --tag=x:a --file D.a .  # a comment",
        "# first\ndocker build \\\n  -t x:a -f=D.a \\\n  .\n",
        "docker build . -t 'x:a' -f D.a",
    ],
)
def test_a_build_is_read_as_the_shell_would(text: str) -> None:
    assert parse_build(text) == ("D.a", None, "x:a", None)


def test_a_build_names_what_it_builds_for_as_its_variant_does() -> None:
    text = "docker build --platform linux/arm64 -f D.a -t x:a ."
    assert parse_build(text) == ("D.a", None, "x:a", "linux/arm64")


@pytest.mark.parametrize(
    "text",
    [
        "docker build -f D.a -t x:a",
        "docker build -f D.a -t x:a ..",
        "docker build -f D.a -t x:a -t x:b .",
        "docker build --no-cache -f D.a -t x:a .",
        "docker build -f D.a -t x:a . && echo done",
        "docker build -f D.a -t x:a .; docker images",
        "docker build -f D.a -t x:a .\ndocker images",
        "docker build . -f",
        "docker build -f 'D.a .",
        "docker run x:a",
        "",
    ],
)
def test_what_is_not_one_build_of_the_folder_is_none(text: str) -> None:
    assert parse_build(text) is None


@pytest.mark.parametrize(
    ("text", "builds"),
    [
        ("docker images  # before docker build .", False),
        ("docker run x:a ls docker-build", False),
        ("true; docker  build .", True),
        ("docker buildx build .", True),
    ],
)
def test_a_build_is_known_among_other_commands(text: str, *, builds: bool) -> None:
    assert is_build(text) == builds


def test_a_build_of_a_variant_with_faults_has_no_fault_of_its_own(root: Path) -> None:
    (root / "examples/demo/Dockerfile.fat").write_text("FORM x\n")
    declare(root, BUILD)
    assert [fault.where for fault in read_catalog(root)[1]] == ["examples/demo/Dockerfile.fat"]
