"""What an author declares of a cache experiment, and what is told of each slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.catalog.edits import Edit
from macros.catalog.examples import read_catalog
from tests.unit.plan.project import TOML, catalog_of, make_project

if TYPE_CHECKING:
    from pathlib import Path

LINE = len(TOML.splitlines()) + 1


def declared(root: Path, text: str) -> Path:
    make_project(root)
    (root / "examples/demo.toml").write_text(f"{TOML}{text}\n")
    return root


def test_an_experiment_names_its_variants_its_edit_and_what_is_emptied(tmp_path: Path) -> None:
    edit = 'edit = { file = "app.py", replace = "hello", by = "" }'
    text = f'[experiments.edited]\nvariants = ["multi", "slim"]\n{edit}\ncleared = true\n\n'
    text += '[experiments.same]\nvariants = ["slim"]'
    edited, same = catalog_of(declared(tmp_path, text)).experiments
    assert edited.name == "demo/edited"
    assert [str(variant.reference) for variant in edited.variants] == ["demo:multi", "demo:slim"]
    assert (edited.edit, edited.cleared) == (Edit("app.py", "hello", ""), True)
    assert (same.edit, same.cleared) == (None, False)


@pytest.mark.parametrize(
    ("before", "after"),
    [("a\n", "a\nb\n"), ("a", "a\nb\n"), ("", "b\n")],
)
def test_what_is_appended_is_a_line_of_its_own(before: str, after: str) -> None:
    assert Edit("app.py", None, "b").applied(before) == after


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        pytest.param(
            'variants = ["slim"]\nedti = 1', 2, "`edti` is no key of [experiments.x]; did you mean `edit`?", id="key"
        ),
        pytest.param(
            "cleared = true", 0, '[experiments.x] has no `variants`; add `variants = ["TAG", "TAG"]`', id="none"
        ),
        pytest.param('variants = ["slimm"]', 1, "`slimm` is no variant; did you mean `slim`?", id="no variant"),
        pytest.param('variants = ["slim", "slim"]', 1, "variant `slim` stands there twice; remove one", id="twice"),
        pytest.param(
            'variants = ["slim"]\nedit = { file = "app.py" }',
            2,
            "`edit` is no change to one file; write",
            id="no change",
        ),
        pytest.param(
            'variants = ["slim"]\nedit = { file = "app.py", append = "a", by = "b" }',
            2,
            "`edit` is no change to one file; write",
            id="two changes",
        ),
        pytest.param(
            'variants = ["slim"]\nedit = { file = "apq.py", append = "a" }',
            2,
            "`apq.py` is no file in examples/demo; did you mean `app.py`?",
            id="no file",
        ),
        pytest.param(
            'variants = ["slim"]\nedit = { file = "../demo.toml", append = "a" }',
            2,
            "`../demo.toml` is no file in examples/demo; ",
            id="outside",
        ),
        pytest.param(
            'variants = ["slim"]\nedit = { file = "Dockerfile.slim", append = "a" }',
            2,
            "`Dockerfile.slim` is a Dockerfile, and no file that is built from; edit another file",
            id="Dockerfile",
        ),
        pytest.param(
            'variants = ["slim"]\nedit = { file = "app.py", replace = "l", by = "b" }',
            2,
            "`l` stands 2 times in `app.py`; replace a text that stands there once, as examples/demo/app.py has it",
            id="not plain",
        ),
        pytest.param(
            'variants = ["slim"]\nedit = { file = "app.py", replace = "hello", by = "hello" }',
            2,
            "the edit leaves `app.py` as it is; change something",
            id="nothing",
        ),
    ],
)
def test_a_slip_is_told_with_its_line_and_remedy(tmp_path: Path, text: str, line: int, problem: str) -> None:
    _, faults = read_catalog(declared(tmp_path, f"[experiments.x]\n{text}"))
    assert len(faults) == 1, faults
    assert str(faults[0]).startswith(f"examples/demo.toml:{LINE + line}: {problem}")


def test_a_name_that_no_page_could_call_is_refused(tmp_path: Path) -> None:
    _, faults = read_catalog(declared(tmp_path, '[experiments.Edited_Code]\nvariants = ["slim"]'))
    assert "`Edited_Code` cannot be the name of an experiment; use lower-case letters" in str(faults[0])
