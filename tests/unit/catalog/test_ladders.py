from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.catalog.dockerfiles import parse_dockerfile
from macros.catalog.examples import read_catalog
from macros.catalog.ladders import changed_instructions

if TYPE_CHECKING:
    from pathlib import Path

TOML = """\
title = "A title"

[ladder]
steps = ["fat", "slim", "small"]

[variants.fat]
summary = "the full base"

[variants.slim]
summary = "the slim base"
change = "one word in FROM"
touches = ["FROM"]

[variants.small]
summary = "no cache"
change = "pip keeps no cache"
touches = ["RUN pip"]

[variants.other]
summary = "no step at all"

[smoke_test]
output = "hello\\n"
"""
FAT = "FROM python:3.12\nCOPY a /\nRUN pip install flask\nCMD app\n"
SLIM = FAT.replace("3.12", "3.12-slim")
SMALL = SLIM.replace("install", "install --no-cache-dir")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "examples" / "demo").mkdir(parents=True)
    for name, text in {"fat": FAT, "slim": SLIM, "small": SMALL, "other": SMALL}.items():
        (tmp_path / "examples" / "demo" / f"Dockerfile.{name}").write_text(text)
    (tmp_path / "examples" / "demo" / "a").write_text("a")
    (tmp_path / "examples" / "demo.toml").write_text(TOML)
    return tmp_path


def faults(root: Path, old: str = "", new: str = "") -> list[str]:
    """Return the faults once `old` is replaced in the TOML file."""
    assert old in TOML
    (root / "examples" / "demo.toml").write_text(TOML.replace(old, new, 1))
    catalog, found = read_catalog(root)
    assert bool(found) != bool(catalog.examples)
    return [str(fault).removeprefix("examples/") for fault in found]


def write(root: Path, name: str, text: str) -> None:
    (root / "examples" / "demo" / name).write_text(text)


def differing(before: str, after: str, path: Path) -> tuple[list[str], list[str]]:
    removed, added = changed_instructions(parse_dockerfile(path, before), parse_dockerfile(path, after))
    return [each.text for each in removed], [each.text for each in added]


def test_the_steps_come_in_the_order_that_is_declared(root: Path) -> None:
    catalog, found = read_catalog(root)
    assert not found
    ladder = [(str(step.variant.reference), step.change) for step in catalog.examples[0].ladder]
    assert ladder == [("demo:fat", ""), ("demo:slim", "one word in FROM"), ("demo:small", "pip keeps no cache")]


def test_an_example_without_a_ladder_has_no_steps(root: Path) -> None:
    (root / "examples" / "demo.toml").write_text(
        "\n".join(line for line in TOML.splitlines() if not line.startswith(("[ladder", "steps", "change", "touches")))
    )
    catalog, found = read_catalog(root)
    assert not found
    assert catalog.examples[0].ladder == ()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('steps = ["fat", "slim", "small"]', "", "demo.toml:3: [ladder] has no `steps`; add"),
        ('"fat", "slim", "small"', '"fat", "slim", "smal"', "demo.toml:4: step `smal` is no variant; did you mean"),
        ('"fat", "slim", "small"', '"fat", "slim", "fat", "small"', "demo.toml:4: step `fat` stands there twice;"),
        ('"fat", "slim", "small"', '"slim"', "demo.toml:4: a ladder has at least two steps;"),
        ("steps", "step", "demo.toml:4: `step` is no key of [ladder]; did you mean `steps`?"),
        ("[ladder]", "[laddr]", "demo.toml:3: `laddr` is no key of the file; did you mean `ladder`?"),
        ('change = "one word in FROM"\n', "", "demo.toml:9: step `slim` has no `change`;"),
        ('change = "one word in FROM"', 'change = "one\\nword"', "demo.toml:11: `change` has several lines;"),
        ('touches = ["FROM"]\n', "", "demo.toml:9: step `slim` has no `touches`;"),
        ('["FROM"]', '["FROM", "R"]', "demo.toml:12: no instruction begins with `R`;"),
        ('["FROM"]', '["from"]', "demo.toml:12: no instruction begins with `from`; did you mean `FROM`?"),
        ('["FROM"]', '[""]', "demo.toml:12: no instruction begins with ``;"),
        ('["FROM"]', '["FROM", "ENV"]', "demo.toml:12: `ENV` does not differ between step `fat` and step `slim`;"),
        ('["FROM"]', '["FROM", ".dockerignore"]', "demo.toml:12: `.dockerignore` does not differ between step `fat`"),
        ('["RUN pip"]', '["FROM", "RUN apt"]', "demo.toml:17: `FROM` does not differ between step `slim`"),
        ('"the full base"\n', '"x"\nchange = "y"\n', "demo.toml:8: the first step has `change`, and there is none"),
        ('"no step at all"\n', '"x"\nchange = "y"\n', "demo.toml:21: variant `other` has `change`, and is no step"),
    ],
)
def test_what_an_author_slips_in_is_told_with_its_line(root: Path, old: str, new: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(root, old, new)), faults(root, old, new)


def test_a_step_that_changes_more_than_it_names_is_refused_where_it_does(root: Path) -> None:
    write(root, "Dockerfile.small", SMALL.replace("CMD app", "USER 1000\nCMD app"))
    assert faults(root) == [
        (
            "demo/Dockerfile.small:4: step `small` changes `USER 1000`, which it does not name; "
            'add "USER" to `touches` in [variants.small], or make it a step of its own'
        )
    ]


def test_a_step_that_leaves_out_more_than_it_names_is_refused_where_it_stood(root: Path) -> None:
    write(root, "Dockerfile.small", SMALL.replace("CMD app\n", ""))
    assert faults(root) == [
        (
            "demo/Dockerfile.slim:4: step `small` changes `CMD app`, which it does not name; "
            'add "CMD" to `touches` in [variants.small], or make it a step of its own'
        )
    ]


def test_an_instruction_that_is_written_otherwise_is_one_fault(root: Path) -> None:
    write(root, "Dockerfile.small", SMALL.replace("CMD app", "CMD other"))
    assert [each.partition(";")[0] for each in faults(root)] == [
        "demo/Dockerfile.small:4: step `small` changes `CMD other`, which it does not name"
    ]


def test_a_step_that_changes_nothing_is_refused(root: Path) -> None:
    write(root, "Dockerfile.small", f"# the same, with a comment\n{SLIM}")
    assert faults(root) == [
        (
            "demo.toml:14: step `small` changes no instruction of step `slim`; "
            "change what it names, or take it out of `steps`"
        )
    ]


def test_an_ignore_file_of_a_step_is_a_change_that_it_must_name(root: Path) -> None:
    write(root, "Dockerfile.small.dockerignore", "# all but one\n*\n!a\n")
    assert faults(root) == [
        (
            "demo.toml:17: step `small` obeys another ignore file than step `slim`, which it does not name; "
            'add ".dockerignore" to `touches` in [variants.small], or make it a step of its own'
        )
    ]
    write(root, "Dockerfile.small", SLIM)
    assert faults(root, '["RUN pip"]', '[".dockerignore"]') == []


def test_an_ignore_file_that_only_has_another_comment_is_no_change(root: Path) -> None:
    write(root, ".dockerignore", "b\n")
    write(root, "Dockerfile.small.dockerignore", "# as the folder's\n\nb\n")
    assert faults(root) == []


def test_steps_with_unlike_smoke_tests_are_refused(root: Path) -> None:
    own = '"no cache"\nsmoke_test = { output = "other" }'
    assert faults(root, '"no cache"', own) == [
        (
            "demo.toml:16: step `small` has another smoke test than step `fat`; "
            "test all steps alike, so that they are seen to do the same job"
        )
    ]


def test_a_step_that_is_a_target_is_refused(root: Path) -> None:
    write(root, "Dockerfile.small", SMALL.replace("slim", "slim AS last"))
    assert "demo.toml:16: step `small` is a target, and no Dockerfile of its own" in " ".join(
        faults(root, '"no cache"', '"no cache"\ntarget = "last"')
    )


def test_a_step_for_a_platform_of_its_own_is_refused(root: Path) -> None:
    write(root, "Dockerfile.small", "FROM scratch\nCOPY a /\n")
    assert faults(root, '"no cache"', '"no cache"\nplatform = "linux/arm64"') == [
        (
            "demo.toml:16: step `small` is for a platform of its own, and a step changes instructions alone; "
            "remove `platform`"
        )
    ]


def test_comments_do_not_count_and_heredocs_and_order_do(tmp_path: Path) -> None:
    heredoc = "FROM a\nRUN <<END\none\nEND\n"
    assert differing(heredoc, f"# why\n{heredoc}", tmp_path) == ([], [])
    assert differing(heredoc, heredoc.replace("one", "two"), tmp_path) == (["RUN <<END"], ["RUN <<END"])
    assert differing("FROM a\nRUN b \\\n# why\n c\n", "FROM a\nRUN b \\\n c\n", tmp_path) == ([], [])
    removed, added = differing("FROM a\nRUN b\nUSER c\n", "FROM a\nUSER c\nRUN b\n", tmp_path)
    assert removed == added
    assert len(added) == 1


def test_what_stands_above_the_first_from_counts(tmp_path: Path) -> None:
    before = "ARG V=1\nFROM a:$V\n"
    assert differing(before, before.replace("1", "2"), tmp_path) == (["ARG V=1"], ["ARG V=2"])


def test_a_keyword_in_lower_case_is_named_in_upper_case(root: Path) -> None:
    write(root, "Dockerfile.small", SMALL.replace("RUN", "run"))
    assert faults(root) == []


@pytest.mark.parametrize(
    "change",
    [
        "`python:3.12-slim` in place of the full base",
        "one word in FROM",
        "the slim base",
        "the slim base instead of the full one",
    ],
)
def test_a_step_may_name_what_it_changes(root: Path, change: str) -> None:
    assert faults(root, "one word in FROM", change) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("`python:3.11-slim` in place of the full base", "python:3.11-slim"),
        ("a RUN fewer", "RUN"),
        ("pip install with --no-cache-dir", "--no-cache-dir"),
        ("another `.dockerignore`", ".dockerignore"),
    ],
)
def test_a_step_does_not_name_what_stays_as_it_was(root: Path, change: str, named: str) -> None:
    [fault] = faults(root, "one word in FROM", change)
    assert f"`change` names `{named}`, which does not differ between step `fat` and step `slim`" in fault


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            "the full base in place of the slim one",
            "`change` says `full`, and step `slim` stands on `python:3.12-slim`",
        ),
        ("the full base in place of the slim one", "`change` says `slim`, and step `fat` stands on `python:3.12`"),
        ("the alpine base", "`change` says `alpine`, and step `slim` stands on `python:3.12-slim`"),
    ],
)
def test_a_step_does_not_say_that_another_base_takes_the_place(root: Path, change: str, problem: str) -> None:
    assert any(problem in fault for fault in faults(root, "one word in FROM", change))


def test_a_step_that_moves_an_instruction_may_name_the_one_that_it_moves(root: Path) -> None:
    moved = SMALL.replace("COPY a /\n", "").replace("CMD", "COPY a /\nCMD")
    write(root, "Dockerfile.small", moved.replace(" --no-cache-dir", ""))
    new = 'change = "the COPY stands after the RUN"\ntouches = ["COPY", "RUN"]'
    found = faults(root, 'change = "pip keeps no cache"\ntouches = ["RUN pip"]', new)
    assert not [each for each in found if "`change` names" in each]
