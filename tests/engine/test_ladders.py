"""A ladder on a real engine: what saves is shown as a saving, and once the fact is reversed, as a cost."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from macros.lab.lab import measure
from macros.pages.expressions import MINUS
from macros.pages.ladder import ladder
from macros.pages.sheet import Sheet
from macros.progress import Silent
from macros.records.measurement import Measurement
from macros.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from macros.plan.findings import Findings

TOML = """
title = "A file that is written, and written otherwise"

[ladder]
steps = ["first", "second", "third"]

[variants.first]
summary = "writes a file"

[variants.second]
summary = "writes another"
change = "another size"
touches = ["RUN head"]

[variants.third]
summary = "deletes it"
change = "deletes it in a later instruction"
touches = ["RUN rm"]

[smoke_test]
command = ["cat", "/name"]
output = "{name}"
"""
DOCKERFILE = """FROM debian:trixie-slim
COPY name /
RUN head -c {size} /dev/zero > /big
{last}CMD ["true"]
"""


@pytest.fixture
def steps(tmp_path: Path, tare_home: Path, image_store: str) -> Callable[..., tuple[Findings, list[str]]]:
    """Return what measures a ladder whose first two steps write so many bytes, and gives the text of each step."""
    root = tmp_path / "project"
    example = root / "examples" / "steps"
    example.mkdir(parents=True)
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text('# A page\n\n{{ ladder("steps") }}\n')
    (root / "mkdocs.yml").write_text("site_name: test\n")
    name = uuid.uuid4().hex
    (example / "name").write_text(name)
    example.with_suffix(".toml").write_text(TOML.format(name=name))

    def run(first: int, second: int) -> tuple[Findings, list[str]]:
        for tag, size, last in (("first", first, ""), ("second", second, ""), ("third", second, "RUN rm /big\n")):
            (example / f"Dockerfile.{tag}").write_text(DOCKERFILE.format(size=size, last=last))
        settings = Settings(tare_home, "embedded", image_store, timedelta(days=7))
        findings = measure(root, settings, Silent(), ())
        rows = re.findall(r'class="tare-ladder__step">(.*?)</tr>', ladder(Sheet(findings), "steps"), re.DOTALL)
        return findings, [re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", "", row))).strip() for row in rows]

    return run


def test_a_step_is_a_saving_or_a_cost_as_it_was_measured(steps: Callable[..., tuple[Findings, list[str]]]) -> None:
    _, saving = steps(30_000_000, 10_000_000)
    assert f"{MINUS}20 MB" in saving[1]
    assert "costs" not in saving[1]
    _, costing = steps(10_000_000, 30_000_000)
    assert "costs +20 MB" in costing[1]
    assert f"{MINUS}" not in costing[1]


def test_a_file_that_a_later_step_deletes_saves_no_byte(steps: Callable[..., tuple[Findings, list[str]]]) -> None:
    findings, rows = steps(10_000_000, 30_000_000)
    images = [findings.outcomes[f"steps:{tag}"] for tag in ("first", "second", "third")]
    sizes = [image.unpacked_size for image in images if isinstance(image, Measurement)]
    assert sizes[2] - sizes[1] == 0
    assert sum(later - earlier for earlier, later in pairwise(sizes)) == sizes[-1] - sizes[0]
    assert "next to nothing" in rows[2]
    assert "0 B costs +" in rows[2]
