"""What pages ask of file lists, answered for images that a real engine built."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from macros.errors import SurroundingsError
from macros.lab.lab import measure
from macros.progress import Silent
from macros.records.facts import FactRecord
from macros.records.measurement import Measurement, NotMeasured
from macros.settings import Settings
from macros.weighing.ruler import layer_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from macros.plan.findings import Findings

TOML = """
title = "Two letters"

[variants.one]
summary = "the first"

[variants.other]
summary = "the second"

[[smoke_test]]
output = "dear reader"
"""
DOCKERFILE = """FROM debian:trixie-slim
WORKDIR /letters
COPY letter.txt .
RUN cp letter.txt draft && ln draft draft2 && ln -s letter.txt latest && echo {tag} > signed
CMD ["cat", "letter.txt"]
"""
PAGE = """
{{ file_count("letters:one", "/letters/*") }}
{{ files_size("letters:one", "/letters/draft*") }}
{{ file_count("letters:one", "/usr/bin/*gcc*") }}
{{ changed_files("letters:one", "letters:other", "/letters/**") }}
{{ changed_files("letters:one", "letters:other", "/usr/**") }}
"""
ANSWERS = {
    "file_count(letters:one, /letters/*)": 4,
    "files_size(letters:one, /letters/draft*)": 11,
    "file_count(letters:one, /usr/bin/*gcc*)": 0,
    "changed_files(letters:one, letters:other, /letters/**)": 1,
    "changed_files(letters:one, letters:other, /usr/**)": 0,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project of two variants that differ in one file, with an instruction that no other run has had."""
    example = tmp_path / "project" / "examples" / "letters"
    example.mkdir(parents=True)
    (example / "letter.txt").write_text("dear reader")
    for tag in ("one", "other"):
        (example / f"Dockerfile.{tag}").write_text(DOCKERFILE.format(tag=f"{tag} {uuid.uuid4().hex}"))
    example.with_suffix(".toml").write_text(TOML)
    root = tmp_path / "project"
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text(f"# A page\n{PAGE}")
    (root / "mkdocs.yml").write_text("site_name: test\n")
    return root


@pytest.fixture
def lab(root: Path, tare_home: Path, image_store: str) -> Callable[..., Findings]:
    def run(*references: str) -> Findings:
        settings = Settings(tare_home, "embedded", image_store, timedelta(days=7))
        return measure(root, settings, Silent(), references)

    return run


def values(findings: Findings) -> dict[str, int]:
    facts = {name: fact for name, fact in findings.facts.items() if isinstance(fact, FactRecord)}
    assert facts.keys() == findings.facts.keys(), findings.facts
    return {name: fact.value for name, fact in facts.items()}


def lose_lists(findings: Findings, home: Path) -> None:
    """Remove what the store has of the layer that each image has of its own."""
    for outcome in findings.outcomes.values():
        assert isinstance(outcome, Measurement)
        key = layer_key(outcome.layers[-1].diff_id)
        (home / "records" / "layers" / f"{key.removeprefix('sha256:')}.json.gz").unlink()


def test_what_pages_ask_of_files_is_answered_and_kept(
    root: Path, lab: Callable[..., Findings], monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = lab()
    assert ANSWERS.items() <= values(findings).items()
    changed = findings.facts["changed_files(letters:one, letters:other, /letters/**)"]
    assert isinstance(changed, FactRecord)
    assert changed.paths == ("/letters/signed",)

    def refuse(*_: object) -> None:
        pytest.fail("an engine was opened, or a list of files read, although nothing had changed")

    monkeypatch.setattr("macros.lab.run.open_engine", refuse)
    monkeypatch.setattr("macros.records.store.LayerShelf.files", refuse)
    assert lab().facts == findings.facts
    assert lab("letters:one").facts == {}
    monkeypatch.undo()
    monkeypatch.setattr("macros.lab.run.open_engine", refuse)
    (root / "docs" / "index.md").write_text('{{ file_count("letters:other", "/letters/signed") }}')
    assert values(lab()) == {"file_count(letters:other, /letters/signed)": 1}


def test_an_image_whose_list_of_files_is_lost_is_weighed_again_or_says_so(
    root: Path, lab: Callable[..., Findings], tare_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def died(*_: object) -> None:
        raise SurroundingsError("the engine died", "start it again")

    first = lab()
    lose_lists(first, tare_home)
    assert lab().facts == first.facts, "an answer that is known needs no list"
    (root / "docs" / "index.md").write_text('{{ file_count("letters:one", "/letters/signed") }}')
    with monkeypatch.context() as away:
        away.setattr("macros.lab.run.open_engine", died)
        findings = lab()
    assert findings.outcomes == first.outcomes
    fact = findings.facts["file_count(letters:one, /letters/signed)"]
    assert isinstance(fact, NotMeasured)
    assert "the list of its files is gone from the store" in fact.reason
    again = lab()
    assert values(again) == {"file_count(letters:one, /letters/signed)": 1}
    assert again.measured == ("letters:one",)
    assert again.outcomes == first.outcomes
