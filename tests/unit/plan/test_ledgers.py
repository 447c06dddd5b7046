from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.plan.facts import file_questions
from macros.plan.ledgers import SHOWN, ledger_fault, ledger_of, ledger_questions
from macros.plan.pages import macro_calls, page_faults
from macros.plan.templates import read_templates
from tests.unit.plan.project import catalog_of

if TYPE_CHECKING:
    from pathlib import Path

    from macros.catalog.model import Variant

DOCKERFILE = """\
FROM python:3.12-slim AS base
WORKDIR /app
COPY app.py .
FROM base
COPY *.txt .
RUN pip install -r requirements.txt
CMD ["python", "app.py"]
"""


@pytest.fixture
def root(root: Path) -> Path:
    """Return the project with two variants of one Dockerfile, of which the second ignores notes."""
    write(root, DOCKERFILE)
    (root / "examples/demo/Dockerfile.slim.dockerignore").write_text("# nothing\n")
    (root / "examples/demo/Dockerfile.multi.dockerignore").write_text("notes.txt\n")
    (root / "examples/demo/requirements.txt").write_text("flask\n")
    return root


def write(root: Path, dockerfile: str) -> None:
    for tag in ("slim", "multi"):
        (root / f"examples/demo/Dockerfile.{tag}").write_text(dockerfile)


def variants(root: Path) -> tuple[Variant, Variant]:
    catalog = catalog_of(root)
    found = catalog.find("demo:slim"), catalog.find("demo:multi")
    assert found[0] is not None
    assert found[1] is not None
    return found[0], found[1]


def faults(root: Path, page: str) -> list[str]:
    (root / "docs/index.md").write_text(page)
    templates, _ = read_templates(root / "docs")
    return [str(fault) for fault in page_faults(catalog_of(root), macro_calls(templates))]


def test_a_file_that_is_kept_out_is_told_with_what_would_take_it(root: Path) -> None:
    ledger = ledger_of(*variants(root))
    assert [(entry.kept_out.file.path, entry.taken_by and entry.taken_by.text) for entry in ledger.entries] == [
        ("notes.txt", "COPY *.txt .")
    ]
    assert ledger.further == 0


def test_what_follows_in_the_stage_would_run_anew_and_what_stands_before_would_not(root: Path) -> None:
    assert [each.text for each in ledger_of(*variants(root)).anew] == [
        "COPY *.txt .",
        "RUN pip install -r requirements.txt",
    ]


def test_a_stage_that_stands_on_one_that_runs_anew_runs_anew_too(root: Path) -> None:
    write(root, DOCKERFILE.replace("COPY app.py .", "COPY *s.txt ."))
    assert [each.line for each in ledger_of(*variants(root)).anew] == [3, 5, 6]


def test_a_file_that_a_mount_would_show_costs_the_run_its_cache(root: Path) -> None:
    write(root, "FROM python:3.12-slim\nRUN --mount=type=bind,target=/src true\n")
    (entry,) = ledger_of(*variants(root)).entries
    assert entry.taken_by is not None
    assert entry.taken_by.keyword == "RUN"


def test_a_file_that_no_instruction_takes_costs_no_cache(root: Path) -> None:
    write(root, DOCKERFILE.replace("*.txt", "requirements.txt"))
    ledger = ledger_of(*variants(root))
    assert [entry.taken_by for entry in ledger.entries] == [None]
    assert ledger.anew == ()


def test_of_many_files_the_largest_are_shown_and_looked_for(root: Path) -> None:
    (root / "examples/demo/Dockerfile.multi.dockerignore").write_text("*.log\n")
    for number in range(SHOWN + 3):
        (root / f"examples/demo/{number}.log").write_text("x" * (number + 1))
    ledger = ledger_of(*variants(root))
    assert [entry.kept_out.file.bytes for entry in ledger.entries] == list(range(SHOWN + 3, 3, -1))
    assert ledger.further == 3
    assert len(list(ledger_questions(catalog_of(root), "demo:slim", "demo:multi"))) == 2 * SHOWN


def test_both_images_are_searched_for_the_content_of_a_file_unless_it_is_empty(root: Path) -> None:
    (root / "examples/demo/Dockerfile.multi.dockerignore").write_text("notes.txt\nempty\n")
    (root / "examples/demo/empty").write_text("")
    (root / "docs/index.md").write_text('{{ context_ledger("demo:slim", "demo:multi") }}\n')
    templates, _ = read_templates(root / "docs")
    questions = file_questions(catalog_of(root), macro_calls(templates))
    assert [(question.kind, question.references) for question in questions] == [
        ("layers_with", ("demo:slim",)),
        ("layers_with", ("demo:multi",)),
    ]
    assert len({question.pattern for question in questions}) == 1
    assert questions[0].pattern.startswith("sha256:")


def test_two_variants_that_differ_in_their_ignore_files_alone_make_a_ledger(root: Path) -> None:
    assert ledger_fault(*variants(root)) is None
    assert faults(root, '{{ context_ledger("demo:slim", "demo:multi") }}\n') == []


def test_an_ignore_file_that_keeps_nothing_out_makes_a_ledger_that_says_so(root: Path) -> None:
    (root / "examples/demo/Dockerfile.multi.dockerignore").write_text("")
    assert ledger_fault(*variants(root)) is None
    assert ledger_of(*variants(root)).entries == ()


def test_variants_that_differ_in_more_are_refused(root: Path) -> None:
    (root / "examples/demo/Dockerfile.multi").write_text(DOCKERFILE.replace("COPY *.txt", "COPY *.tx?"))
    assert faults(root, 'A page\n\n{{ context_ledger("demo:slim", "demo:multi") }}\n') == [
        (
            "docs/index.md:3: the Dockerfiles of `demo:slim` and `demo:multi` differ in more than their ignore files; "
            "give both the same instructions"
        )
    ]


def test_a_first_variant_that_keeps_files_out_itself_is_refused(root: Path) -> None:
    assert faults(root, '{{ context_ledger("demo:multi", "demo:slim") }}\n') == [
        (
            "docs/index.md:1: `demo:multi` stands for a build without an ignore file, and its own keeps files out; "
            "put a comment alone into Dockerfile.multi.dockerignore, or name the two the other way round"
        )
    ]


def test_variants_of_two_examples_are_refused(root: Path) -> None:
    (root / "examples/demo").rename(root / "examples/other")
    (root / "examples/demo.toml").rename(root / "examples/other.toml")
    other = variants_of(root, "other")
    (root / "examples/other").rename(root / "examples/demo")
    (root / "examples/other.toml").rename(root / "examples/demo.toml")
    problem, remedy = ledger_fault(variants(root)[0], other) or ("", "")
    assert problem == "`demo:slim` and `other:multi` have not one build context"
    assert remedy == "name two variants of one example"


def variants_of(root: Path, name: str) -> Variant:
    found = catalog_of(root).find(f"{name}:multi")
    assert found is not None
    return found
