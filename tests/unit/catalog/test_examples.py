from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.catalog.examples import read_catalog
from macros.catalog.model import CitedSize, CommandTest, HttpTest

if TYPE_CHECKING:
    from pathlib import Path

TOML = """\
title = "A title"

[variants.fat]
summary = "the full base"

[variants.slim]
summary = "the slim base"

[smoke_test]
output = "hello\\n"

[cited]
source = "the lesson"
sizes = { fat = "1.13GB" }
"""
DOCKERFILE = "FROM scratch AS base\nCOPY a /\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "examples" / "demo"
    folder.mkdir(parents=True)
    (folder / "a").write_text("hello\n")
    (folder / "Dockerfile.fat").write_text(DOCKERFILE)
    (folder / "Dockerfile.slim").write_text(DOCKERFILE)
    (tmp_path / "examples" / "demo.toml").write_text(TOML)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    path = root / "examples" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def faults(root: Path) -> list[str]:
    catalog, found = read_catalog(root)
    assert not catalog.examples
    assert all("\n" not in str(fault) for fault in found)
    return [str(fault) for fault in found]


def toml_faults(root: Path, old: str, new: str) -> list[str]:
    assert old in TOML
    write(root, "demo.toml", TOML.replace(old, new, 1))
    return faults(root)


def test_an_example_is_a_folder_and_a_toml_file(root: Path) -> None:
    catalog, found = read_catalog(root)
    (example,) = catalog.examples
    assert not found
    assert not catalog.broken
    assert (example.name, example.title, example.folder) == ("demo", "A title", root / "examples/demo")
    fat, slim = example.variants
    assert [str(fat.reference), str(slim.reference)] == ["demo:fat", "demo:slim"]
    assert fat.smoke_tests == slim.smoke_tests == (CommandTest(None, "hello\n"),)
    assert (fat.cited, slim.cited) == (CitedSize("1.13GB", "the lesson"), None)
    assert fat.dockerfile.path == root / "examples/demo/Dockerfile.fat"
    assert fat.dockerfile.text == DOCKERFILE


def test_variants_come_in_the_order_of_their_declaration(root: Path) -> None:
    write(
        root, "demo.toml", TOML.replace("[variants.fat]", "[variants.X]").replace("slim]", "fat]").replace("X", "slim")
    )
    assert [variant.reference.tag for variant in read_catalog(root)[0].variants] == ["slim", "fat"]


def test_a_variant_can_be_a_target_and_have_its_own_smoke_test(root: Path) -> None:
    lines = """
[variants.base]
summary = "the base stage"
dockerfile = "fat"
target = "base"
needs_registry = true
smoke_test = { http = { port = 80, path = "/", status = 200, body = "" } }

[smoke_test]
command = ["cat", "/a"]
"""
    write(root, "demo.toml", TOML.replace("\n[smoke_test]\n", lines, 1))
    catalog, found = read_catalog(root)
    assert not found
    base = catalog.find("demo:base")
    assert base is not None
    assert (base.target, base.needs_registry) == ("base", True)
    assert base.smoke_tests == (HttpTest(80, "/", 200, ""),)
    assert base.dockerfile.path.name == "Dockerfile.fat"
    assert catalog.variants[0].smoke_tests == (CommandTest(("cat", "/a"), "hello\n"),)


def test_hidden_files_backups_and_ignore_files_are_no_sources(root: Path) -> None:
    for name in (".DS_Store", "demo.toml~", "demo/Dockerfile.fat.dockerignore", "demo/Dockerfile.fat~", "demo/.env"):
        write(root, name, "")
    catalog, found = read_catalog(root)
    assert not found
    assert len(catalog.variants) == 2


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('title = "A title"', "title = A", "1: it is not TOML: invalid value; mend that line"),
        ('title = "A title"', "", " the file has no `title`; add `title = "),
        ('title = "A title"', "title = 3", "1: `title` is not text; write text"),
        ('title = "A title"', 'title = ""', "1: `title` is empty; fill it in"),
        ("[cited]", "[citde]", "12: `citde` is no key of the file; did you mean `cited`?"),
        (
            'summary = "the slim base"',
            'summery = "x"',
            "7: `summery` is no key of [variants.slim]; did you mean `summary`?",
        ),
        ('summary = "the slim base"', "", "6: [variants.slim] has no `summary`; add `summary = "),
        ("[smoke_test]", "[smoke_tset]", "9: `smoke_tset` is no key of the file; did you mean `smoke_test`?"),
        ('[smoke_test]\noutput = "hello\\n"', "", " there is no smoke test, so that nothing shows"),
        ('output = "hello\\n"', "", "9: [smoke_test] has no `output`; add `output = "),
        ('output = "hello\\n"', "output = 1", "10: `output` is not text"),
        ('output = "hello\\n"', 'output = ""\ncommand = "cat"', "11: `command` is not a list; write a list"),
        (
            'output = "hello\\n"',
            'output = ""\ncommand = [1]',
            "11: `command` is no list of texts; write it as `command =",
        ),
        ('output = "hello\\n"', 'output = ""\nhttp = {}', "11: a smoke test is a command or an HTTP request, not both"),
        ('output = "hello\\n"', "http = 8000", "10: `http` is not a table"),
        ('output = "hello\\n"', "http = {port = 0, path = '/', status = 200, body = ''}", "10: 0 is no port"),
        (
            'output = "hello\\n"',
            "http = {port = true, path = '/', status = 200, body = ''}",
            "10: `port` is not a whole",
        ),
        ('output = "hello\\n"', "http = {port = 1, path = 'x', status = 200, body = ''}", "10: the path `x` does not"),
        ('output = "hello\\n"', "http = {port = 1, path = '/', status = 99, body = ''}", "10: 99 is no HTTP status"),
        ('output = "hello\\n"', "http = {port = 1, path = '/', status = 200}", "10: [smoke_test.http] has no `body`"),
        ('{ fat = "1.13GB" }', '{ fta = "1.13GB" }', "14: `fta` is no key of [cited.sizes]; did you mean `fat`?"),
        (
            '{ fat = "1.13GB" }',
            '{ fat = "big" }',
            '14: `big` is no size; write it as it was printed, for example "1.13GB"',
        ),
        ("[variants.slim]", "[variants.fat]", "6: it is not TOML: cannot declare `variants.fat` twice; mend that line"),
        ('title = "A title"', "title = 1\ntitle = 2", "2: it is not TOML: this key stands there already; mend"),
        ('{ fat = "1.13GB" }', "{ fat = 1 }", "14: `fat` is not text"),
        ('source = "the lesson"', "", "12: [cited] has no `source`; say who measured these sizes"),
        ("[variants.slim]", "[variants.slimm]", "6: variant `slimm` has no Dockerfile.slimm; did you mean `slim`?"),
        (
            "[variants.fat]",
            '[variants.fat]\ntarget = "bose"',
            "4: Dockerfile.fat has no stage `bose`; did you mean `base`?",
        ),
        ("[variants.fat]", '[variants.fat]\ndockerfile = "fat"', "4: variant `fat` names a Dockerfile, and neither"),
        ("[variants.fat]", '[variants.fat]\nplatform = "arm64"', "4: `arm64` is no platform that a variant can be"),
        ("[variants.fat]", '[variants.fat]\nneeds_registry = "yes"', "4: `needs_registry` is not true or false"),
        (
            "[variants.fat]",
            "[variants.3.12]\nx=1\n[variants.fat]",
            '3: tag `3.12` has a dot; write it as `[variants."3.12"]`',
        ),
        (TOML, "", " the file has no `title`"),
        (
            '\n[smoke_test]\noutput = "hello\\n"',
            'smoke_test.output = "hello"',
            "3: variant `fat` has no smoke test; add the lines `[smoke_test]` and",
        ),
    ],
)
def test_a_slip_in_the_toml_file_is_named_with_its_line(root: Path, old: str, new: str, fault: str) -> None:
    assert any(found.startswith(f"examples/demo.toml:{fault}") for found in toml_faults(root, old, new))


def test_a_dockerfile_without_an_entry_is_a_fault_and_says_which_lines_to_add(root: Path) -> None:
    write(root, "demo/Dockerfile.3.12", DOCKERFILE)
    assert faults(root) == [
        'examples/demo.toml: Dockerfile.3.12 has no entry; add `[variants."3.12"]` and `summary = "…"`'
    ]


def test_a_folder_without_a_dockerfile_is_a_fault(root: Path) -> None:
    write(root, "bare/app.py", "")
    catalog, found = read_catalog(root)
    assert [str(fault) for fault in found] == [
        "examples/bare: it has no Dockerfile.TAG; add examples/bare/Dockerfile.TAG: `TAG` becomes the image's tag",
        (
            'examples/bare: it has no bare.toml beside it; add it with `title = "…"`, `[variants.TAG]`, '
            '`summary = "…"`, `[smoke_test]` and `output = "what it prints\\n"`'
        ),
    ]
    assert [example.name for example in catalog.examples] == ["demo"]
    assert catalog.broken == {"bare"}


def test_a_toml_file_without_a_folder_is_a_fault(root: Path) -> None:
    write(root, "other.toml", TOML)
    (fault,) = read_catalog(root)[1]
    assert str(fault).startswith("examples/other.toml: it has no folder examples/other; add the folder")


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("demo/Dockerfile", "examples/demo/Dockerfile: it has no tag; rename it to Dockerfile.TAG"),
        ("demo/Dockerfile.-x", "examples/demo/Dockerfile.-x: `-x` cannot be the tag of an image"),
        ("Demo/Dockerfile.x", "examples/Demo: `Demo` cannot be the name of an image; use lower-case letters"),
        ("a b.toml", "examples/a b.toml: `a b` cannot be the name of an image"),
        ("notes.txt", "examples/notes.txt: it is neither an example's folder nor its TOML file"),
    ],
)
def test_a_name_that_means_nothing_is_a_fault(root: Path, name: str, fault: str) -> None:
    write(root, name, DOCKERFILE)
    assert any(str(found).startswith(fault) for found in read_catalog(root)[1])


def test_a_symbolic_link_is_no_source(root: Path) -> None:
    examples = root / "examples"
    (examples / "link").symlink_to("demo")
    (examples / "demo/Dockerfile.fat").unlink()
    (examples / "demo/Dockerfile.fat").symlink_to("Dockerfile.slim")
    assert [fault.where for fault in read_catalog(root)[1]] == ["examples/link", "examples/demo/Dockerfile.fat"]


@pytest.mark.parametrize("size", ["1.13GB", "129 MB", "12 kB", "1,130MB", "512MiB", "10 bytes", "0B"])
def test_a_cited_size_is_taken_as_it_was_printed(root: Path, size: str) -> None:
    write(root, "demo.toml", TOML.replace("1.13GB", size))
    assert not read_catalog(root)[1]


def test_the_tags_of_a_broken_example_are_known_where_its_toml_file_can_be_read(root: Path) -> None:
    write(root, "demo.toml", TOML.replace("summary", "sumary", 1))
    write(root, "bare/Dockerfile.x", DOCKERFILE)
    catalog, _ = read_catalog(root)
    assert catalog.broken == {"demo", "bare"}
    assert catalog.broken_tags == {"demo": {"fat", "slim"}}


def test_a_file_that_is_not_utf_8_is_a_fault_with_its_line(root: Path) -> None:
    (root / "examples/demo/Dockerfile.fat").write_bytes(b"FROM a\n# \xff\n")
    (root / "examples/demo.toml").write_bytes(b"# \xff\n")
    assert faults(root) == [
        "examples/demo/Dockerfile.fat:2: it is not UTF-8; save it as UTF-8",
        "examples/demo.toml:1: it is not UTF-8; save it as UTF-8",
    ]


def test_a_folder_in_the_place_of_a_file_is_a_fault(root: Path) -> None:
    (root / "examples/demo/Dockerfile.fat").unlink()
    (root / "examples/demo/Dockerfile.fat").mkdir()
    assert faults(root) == ["examples/demo/Dockerfile.fat: it is a folder where a file is expected; rename it"]


def test_a_bad_pattern_in_an_ignore_file_is_a_fault(root: Path) -> None:
    write(root, "demo/.dockerignore", "[\n")
    assert faults(root)[0].startswith("examples/demo/.dockerignore: it has a bad pattern (Invalid ignore pattern '['")


@pytest.mark.parametrize("made", [True, False])
def test_a_project_without_examples_says_how_to_add_one(tmp_path: Path, *, made: bool) -> None:
    if made:
        (tmp_path / "examples").mkdir()
    assert faults(tmp_path) == [
        "examples: there is no example in it; add examples/NAME/Dockerfile.TAG and examples/NAME.toml"
    ]


def test_all_faults_of_all_examples_are_told_at_once(root: Path) -> None:
    write(root, "demo/Dockerfile.fat", "FORM x\n")
    write(root, "demo.toml", TOML.replace("title", "titel").replace("[variants.slim]", "[variants.slym]"))
    write(root, "other.toml", TOML)
    assert len(faults(root)) == 5


def test_the_lines_to_add_for_a_folder_without_a_toml_file_name_every_variant(root: Path) -> None:
    write(root, "bare/Dockerfile.first", DOCKERFILE)
    write(root, "bare/Dockerfile.second", DOCKERFILE)
    found = " ".join(map(str, read_catalog(root)[1]))
    assert '`[variants.first]`, `summary = "…"`, `[variants.second]`, `summary = "…"`, `[smoke_test]`' in found
