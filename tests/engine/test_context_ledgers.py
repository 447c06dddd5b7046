"""A context ledger on a real engine: a secret that is kept out is in no layer, and with the fact reversed in one."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from macros.lab.lab import measure
from macros.pages.context_ledger import context_ledger
from macros.pages.file_facts import file_count, layers_with
from macros.pages.sheet import Sheet
from macros.progress import Silent
from macros.records.measurement import NotMeasured
from macros.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TOML = """
title = "Letters, and what lies beside them"

[variants.everything]
summary = "all that is in the folder"

[variants.ignored]
summary = "what the ignore file leaves"

[smoke_test]
command = ["cat", "/app/letter.txt"]
output = "{letter}"
"""
DOCKERFILE = """FROM debian:trixie-slim
WORKDIR /app
COPY . .
{more}CMD ["cat", "letter.txt"]
"""
PAGE = """
{{ context_ledger("letters:everything", "letters:ignored") }}
{{ layers_with("letters:everything", "/app/.env") }}
{{ layers_with("letters:ignored", "/app/.env") }}
{{ file_count("letters:everything", "/app/.env") }}
"""


@pytest.fixture
def run(tmp_path: Path, tare_home: Path, image_store: str) -> Callable[..., Sheet]:
    """Return what measures two builds of a folder with a secret, one of which obeys an ignore file."""
    root = tmp_path / "project"
    example = root / "examples" / "letters"
    example.mkdir(parents=True)
    letter = uuid.uuid4().hex
    (example / "letter.txt").write_text(letter)
    (example / ".env").write_text(f"API_TOKEN=example-token-{letter}\n")
    (example / "large.log").write_text("a line\n" * 10_000)
    (example / "Dockerfile.everything.dockerignore").write_text("# Nothing is left out.\n")
    example.with_suffix(".toml").write_text(TOML.format(letter=letter))
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text(f"# A page\n{PAGE}")
    (root / "mkdocs.yml").write_text("site_name: test\n")

    def measured(ignored: str, more: str = "") -> Sheet:
        (example / ".dockerignore").write_text(ignored)
        for tag in ("everything", "ignored"):
            (example / f"Dockerfile.{tag}").write_text(DOCKERFILE.format(more=more))
        findings = measure(root, Settings(tare_home, "embedded", image_store, timedelta(days=7)), Silent(), ())
        assert [outcome.reason for outcome in findings.outcomes.values() if isinstance(outcome, NotMeasured)] == []
        return Sheet(findings)

    return measured


def rows(sheet: Sheet) -> dict[str, str]:
    """Return the text of each row of the ledger by how it begins."""
    html = context_ledger(sheet, "letters:everything", "letters:ignored")
    texts = [re.sub(r"<[^>]*>", " ", row) for row in re.findall(r"<tr.*?</tr>", html, re.DOTALL)]
    words = [re.sub(r"\s+", " ", unescape(text)).strip() for text in texts]
    return {text.split()[0]: text for text in words if text}


def test_a_secret_that_is_kept_out_is_in_no_layer_and_the_ledger_shows_where_it_would_be(
    run: Callable[..., Sheet],
) -> None:
    sheet = run(".env\n*.log\n")
    found = rows(sheet)
    assert re.fullmatch(r"\.env \d+ B \.env line 1 COPY \. \. 1 0", found[".env"])
    assert found["large.log"].endswith("*.log line 2 COPY . . 1 0")
    inside, outside = (layers_with(sheet, f"letters:{tag}", "/app/.env") for tag in ("everything", "ignored"))
    assert (inside.value, outside.value) == (1, 0)
    assert outside.figure is not None
    assert "COPY . ." in str(sheet.notes)
    assert "would run anew: <code>COPY . .</code>" in context_ledger(sheet, "letters:everything", "letters:ignored")


def test_once_the_line_is_gone_the_secret_is_in_a_layer_and_no_longer_kept_out(run: Callable[..., Sheet]) -> None:
    sheet = run("*.log\n")
    assert ".env" not in rows(sheet)
    secret = layers_with(sheet, "letters:ignored", "/app/.env")
    assert secret.value == 1
    assert (secret == 0).holds is False, "a claim that it is in no layer is refused"


def test_a_secret_that_a_later_layer_deletes_is_in_a_layer_that_no_container_shows(run: Callable[..., Sheet]) -> None:
    sheet = run(".env\n", more="RUN rm -f .env\n")
    assert layers_with(sheet, "letters:everything", "/app/.env").value == 1
    assert file_count(sheet, "letters:everything", "/app/.env").value == 0
    assert rows(sheet)[".env"].endswith("COPY . . 1 0")


def test_what_is_kept_out_and_gets_in_by_another_way_is_found_by_its_content(run: Callable[..., Sheet]) -> None:
    sheet = run(".env\n", more='RUN printf "API_TOKEN=example-token-%s\\n" "$(cat letter.txt)" > /elsewhere\n')
    # In the one image the file and its copy, in the other the copy alone.
    assert rows(sheet)[".env"].endswith("COPY . . 2 1")
    assert layers_with(sheet, "letters:ignored", "/app/.env").value == 0


def test_without_an_ignore_file_nothing_is_kept_out(run: Callable[..., Sheet]) -> None:
    html = context_ledger(run(""), "letters:everything", "letters:ignored")
    assert "the ignore file keeps nothing out" in html
