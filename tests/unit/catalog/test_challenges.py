from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from macros.catalog.challenges import rules
from macros.catalog.examples import read_catalog

if TYPE_CHECKING:
    from pathlib import Path

TOML = """\
title = "A title"

[challenge]
task = "Make it smaller"
unpacked_size = "1.5 MB"
unchanged = ["app.py"]
in_image = ["app.py"]
in_no_layer = ["secret/token"]
forbidden = ["ARG"]
required = ["COPY app.py"]
hints = ["Look.", "Look again."]

[variants.start]
summary = "too much"

[variants.solution]
summary = "no more"

[smoke_test]
output = "hello\\n"
"""
START = "FROM debian:trixie\nCOPY app.py /\nCOPY secret /\nCMD app\n"
SOLUTION = "FROM debian:trixie-slim\nCOPY app.py /\nCMD app\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "examples" / "challenge-diet"
    (folder / "secret").mkdir(parents=True)
    (folder / "Dockerfile.start").write_text(START)
    (folder / "Dockerfile.solution").write_text(SOLUTION)
    (folder / "app.py").write_text("print('hello')\n")
    (folder / "secret" / "token").write_text("open\n")
    (tmp_path / "examples" / "challenge-diet.toml").write_text(TOML)
    return tmp_path


def faults(root: Path, old: str, new: str, name: str = "challenge-diet.toml") -> list[str]:
    """Return the faults once `old` is replaced in a file of `examples/`."""
    path = root / "examples" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    catalog, found = read_catalog(root)
    assert found
    assert not catalog.examples
    return [str(fault).removeprefix("examples/") for fault in found]


def test_a_challenge_is_read_with_its_budget_in_bytes(root: Path) -> None:
    catalog, found = read_catalog(root)
    assert found == ()
    (example,) = catalog.examples
    challenge = example.challenge
    assert challenge is not None
    assert (challenge.name, challenge.task, challenge.most) == ("diet", "Make it smaller", 1_500_000)
    assert challenge.hints == ("Look.", "Look again.")
    assert (challenge.unchanged, challenge.in_image, challenge.in_no_layer) == (
        ("app.py",),
        ("app.py",),
        ("secret/token",),
    )


def test_an_example_without_the_table_is_no_challenge(root: Path) -> None:
    path = root / "examples" / "challenge-diet.toml"
    path.write_text(TOML.partition("[challenge]")[0] + TOML[TOML.index("[variants.start]") :])
    catalog, found = read_catalog(root)
    assert found == ()
    assert catalog.examples[0].challenge is None


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        pytest.param("task =", "tusk =", 4, "`tusk` is no key of [challenge]; did you mean `task`?", id="a key"),
        pytest.param('unpacked_size = "1.5 MB"\n', "", 3, "[challenge] has no `unpacked_size`", id="no budget"),
        pytest.param("1.5 MB", "much", 5, "`much` is no size", id="no size"),
        pytest.param('hints = ["Look.", "Look again."]\n', "", 3, "[challenge] has no `hints`", id="no hints"),
        pytest.param('["Look.", "Look again."]', "[]", 11, "`hints` is no list of texts", id="an empty list"),
        pytest.param('unchanged = ["app.py"]', 'unchanged = ["ap.py"]', 6, "`ap.py` is no file that", id="no file"),
        pytest.param('unchanged = ["app.py"]', 'unchanged = ["../x"]', 6, "`../x` is no file that", id="outside"),
        pytest.param(
            'in_image = ["app.py"]', 'in_image = ["Dockerfile.start"]', 7, "is no file that", id="a Dockerfile",
        ),
        pytest.param('["secret/token"]', '["secret"]', 8, "`secret` is no file that", id="a folder"),
        pytest.param('["ARG"]', '["ARGH"]', 9, "no instruction begins with `ARGH`; did you mean `ARG`?", id="no word"),
        pytest.param(
            '["ARG"]', '["CMD"]', 3,
            "solution breaks a rule of the challenge: no instruction begins with `CMD`, and line 3 is `CMD app`",
            id="a rule that the solution breaks",
        ),
        pytest.param(
            '["COPY app.py"]', '["RUN"]', 3,
            "an instruction begins with `RUN`, and none does", id="a rule that the solution does not keep",
        ),
        pytest.param(
            "[variants.solution]", "[variants.answer]", 3,
            "a challenge has the variants `start` and `solution`, and no other", id="another tag",
        ),
        pytest.param(
            'summary = "no more"', 'summary = "no more"\ntarget = "0"', None, "Dockerfile.solution has no stage `0`",
            id="a target that there is not",
        ),
        pytest.param(
            'summary = "no more"\n', 'summary = "no more"\n[variants.solution.smoke_test]\noutput = "hi"\n', None,
            "variant `solution` has another smoke test than variant `start`", id="another smoke test",
        ),
    ],
)  # fmt: skip
def test_a_slip_in_a_challenge_is_told_with_its_line(
    root: Path, old: str, new: str, line: int | None, problem: str
) -> None:
    found = faults(root, old, new)
    place = "challenge-diet.toml:" if line is None else f"challenge-diet.toml:{line}: "
    assert any(fault.startswith(place) and problem in fault for fault in found), found


def test_a_target_is_no_solution_since_an_answer_has_none(root: Path) -> None:
    (root / "examples/challenge-diet/Dockerfile.solution").write_text(SOLUTION.replace("slim", "slim AS last"))
    (fault,) = faults(root, 'summary = "no more"', 'summary = "no more"\ntarget = "last"')
    assert "variant `solution` of a challenge is a target; let it end in the last stage" in fault


def test_the_folder_of_a_challenge_tells_that_it_is_one(root: Path) -> None:
    (root / "examples" / "challenge-diet").rename(root / "examples" / "diet")
    (root / "examples" / "challenge-diet.toml").rename(root / "examples" / "diet.toml")
    _, found = read_catalog(root)
    (fault,) = found
    assert (fault.where, fault.line) == ("examples/diet.toml", 3)
    assert fault.problem == "the name of a challenge's folder does not begin with `challenge-`"


def test_a_rule_is_broken_by_the_first_instruction_of_any_stage_with_its_line(root: Path) -> None:
    catalog, _ = read_catalog(root)
    challenge = catalog.examples[0].challenge
    assert challenge is not None
    start = catalog.examples[0].variants[0].dockerfile
    assert [(rule.what, rule.broken_by) for rule in rules(challenge, start)] == [
        ("no instruction begins with `ARG`", ""),
        ("an instruction begins with `COPY app.py`", ""),
    ]


def test_an_instruction_breaks_a_rule_however_its_keyword_is_written(root: Path) -> None:
    (root / "examples/challenge-diet/Dockerfile.start").write_text(
        f"arg TOKEN\n{START}".replace("COPY app.py", "ADD a")
    )
    (root / "examples/challenge-diet/a").write_text("a")
    catalog, found = read_catalog(root)
    assert found == ()
    challenge = catalog.examples[0].challenge
    assert challenge is not None
    start = next(each for each in catalog.variants if each.reference.tag == "start").dockerfile
    assert [rule.broken_by for rule in rules(challenge, start)] == ["line 1 is `ARG TOKEN`", "none does"]


@pytest.mark.parametrize(
    ("rule", "text", "breaks"),
    [
        ("COPY --from", "COPY --chown=0:0 --from=b /a /a", True),
        ("COPY --from", "COPY --link --from=b /a /a", True),
        ("COPY --from", "COPY a /a", False),
        ("RUN apt-get purge", "RUN --mount=type=cache,target=/c apt-get \\\n purge gcc", True),
        ("RUN apt-get purge", "RUN apt-get update", False),
        ("COPY --chown=1 a", "COPY --link --chown=1 a /", True),
    ],
)
def test_a_rule_holds_whatever_flags_stand_before_what_it_names(
    root: Path, rule: str, text: str, *, breaks: bool
) -> None:
    catalog, _ = read_catalog(root)
    challenge = catalog.examples[0].challenge
    assert challenge is not None
    start = catalog.examples[0].variants[0].dockerfile
    (told,) = rules(
        replace(challenge, forbidden=(rule,), required=()), replace(start, text=f"FROM a AS b\nFROM a\n{text}\n")
    )
    assert bool(told.broken_by) is breaks


def test_a_base_is_required_of_the_last_stage_alone(root: Path) -> None:
    catalog, _ = read_catalog(root)
    challenge = catalog.examples[0].challenge
    assert challenge is not None
    required = replace(challenge, forbidden=(), required=("FROM python:3.12-slim",))
    start = catalog.examples[0].variants[0].dockerfile
    for text, broken in {
        "FROM python:3.12 AS builder\nFROM python:3.12-slim\n": "",
        "FROM python:3.12-slim AS builder\nFROM alpine\n": "none does",
    }.items():
        (rule,) = rules(required, replace(start, text=text))
        assert (rule.what, rule.broken_by) == ("the last stage begins with `FROM python:3.12-slim`", broken)
