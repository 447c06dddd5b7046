from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

from macros.pages.engines import engines
from macros.pages.expressions import evaluate
from macros.pages.rendering import render
from macros.pages.sheet import Sheet
from macros.records.measurement import EngineIdentity, Measurement, NotMeasured
from macros.records.results import results_json

if TYPE_CHECKING:
    from macros.plan.findings import Findings

PODMAN = EngineIdentity("podman", "4.3.1", "overlay", embedded=False)


def words(html: str) -> str:
    """The text of HTML, runs of white space as one space."""
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", " ", html))).strip()


def figures(html: str) -> list[tuple[str, str]]:
    return [(unescape(each), value) for value, each in re.findall(r'<data value="([^"]+)" data-tare="([^"]+)">', html)]


@pytest.fixture
def elsewhere(findings: Findings) -> Findings:
    """myapp:slim as Podman and another store show it, with an engine between them that could not be had."""
    slim = findings.outcomes["myapp:slim"]
    assert isinstance(slim, Measurement)
    others = (
        replace(slim, engine=PODMAN, engine_size=130_500_000),
        NotMeasured("myapp:slim", "the containerd image store could not be had: <no room>"),
        replace(slim, engine=replace(slim.engine, image_store="containerd"), engine_size=270_000_000),
    )
    return replace(findings, elsewhere={"myapp:slim": others})


def test_each_engine_has_a_row_with_what_it_prints(elsewhere: Findings) -> None:
    text = words(engines(Sheet(elsewhere), "myapp:slim"))
    assert "Docker 26.1.5 embedded engine classic 129 MB 51.4 MB not available" in text
    assert "Podman 4.3.1 overlay 129 MB 51.4 MB 130 MB" in text
    assert "containerd 129 MB 51.4 MB 270 MB" in text


def test_an_engine_that_could_not_be_had_keeps_its_row_with_the_reason(elsewhere: Findings) -> None:
    assert "not available the containerd image store could not be had: <no room>" in words(
        engines(Sheet(elsewhere), "myapp:slim")
    )


def test_every_engine_s_figures_are_those_of_its_record_in_results(elsewhere: Findings) -> None:
    document = json.loads(
        results_json(elsewhere.outcomes, elsewhere.commands, elsewhere.generated_at, elsewhere.elsewhere)
    )
    shown = figures(engines(Sheet(elsewhere), "myapp:slim"))
    assert [expression for expression, _ in shown] == [
        "myapp:slim/unpacked_size",
        "myapp:slim/transfer_size",
        *(f"myapp:slim/also[{place}].{name}_size" for place in (0, 1) for name in ("unpacked", "transfer", "engine")),
    ]
    assert all(float(value) == evaluate(expression, document) for expression, value in shown)


def test_every_engine_s_figures_open_a_passport_of_their_own(elsewhere: Findings) -> None:
    sheet = Sheet(elsewhere)
    html = engines(sheet, "myapp:slim")
    assert set(re.findall(r'popovertarget="([^"]+)"', html)) == sheet.notes.keys()
    passports = [note.values["engine"] for name, note in sheet.notes.items() if name.startswith("tare-passport-")]
    assert passports == [
        "Docker 26.1.5, classic image store, embedded engine",
        "Podman 4.3.1, overlay image store",
        "Docker 26.1.5, containerd image store, embedded engine",
    ]


def test_where_no_other_engine_was_asked_the_table_has_one_row(sheet: Sheet) -> None:
    assert engines(sheet, "myapp:slim").count("<tr") == 2


def test_of_an_image_that_was_not_measured_the_reason_is_told(sheet: Sheet) -> None:
    assert "not measured alpine has no stand-in" in words(engines(sheet, "myapp:alpine"))


def test_a_passport_from_elsewhere_says_that_the_smoke_test_ran_on_the_engine_that_built(elsewhere: Findings) -> None:
    sheet = Sheet(elsewhere)
    engines(sheet, "myapp:slim")
    said = {
        name: "on the engine that built" in render(note.template, **note.values) for name, note in sheet.notes.items()
    }
    assert said["tare-passport-myapp:slim"] is False
    assert said["tare-passport-myapp:slim+0"] is True
