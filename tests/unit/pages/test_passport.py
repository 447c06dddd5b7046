from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from macros.pages.answers import figure_of
from macros.pages.door import Delivery, Place, page_notes
from macros.pages.figures import size
from macros.pages.sheet import Sheet
from macros.plan.findings import Findings
from macros.records.measurement import Base, Measurement, StandIn
from tests.unit.conftest import MEASURED_AT, digest
from tests.unit.pages.test_components import text

BASE = "python:3.12-slim"
OTHER = "node:24-slim"


def passport(findings: Findings, *bases: Base) -> str:
    image = findings.outcomes["myapp:slim"]
    assert isinstance(image, Measurement)
    sheet = Sheet(replace(findings, outcomes={"myapp:slim": replace(image, bases=bases)}))
    html = figure_of(size(sheet, "myapp:slim"))
    return str(page_notes([Delivery(html, sheet, Place("page.md", 1), "size")]))


def resolved(reference: str, checked_at: datetime | None = MEASURED_AT, transfer_size: int | None = 42_000_000) -> Base:
    return Base(reference, digest(reference), None, digest(f"{reference} here"), transfer_size, checked_at)


def test_a_base_has_its_registrys_digest_short_and_in_full(findings: Findings) -> None:
    words = text(passport(findings, resolved(BASE)))
    assert f"{BASE} {digest(BASE)[:19]}… {digest(BASE)}".replace(" ", "") in words.replace(" ", "")
    assert f"for linux/amd64 {digest(f'{BASE} here')}" in words


def test_an_image_that_another_platform_built_tells_both(findings: Findings) -> None:
    image = findings.outcomes["myapp:slim"]
    assert isinstance(image, Measurement)
    crossed = replace(image, platform="linux/arm64", build_platform="linux/amd64")
    words = text(passport(replace(findings, outcomes={"myapp:slim": crossed}), resolved(BASE)))
    assert "linux/arm64, built on linux/amd64" in words
    assert f"for linux/amd64 {digest(f'{BASE} here')}" in words


def test_a_base_of_one_platform_tells_its_digest_once(findings: Findings) -> None:
    base = replace(resolved(BASE), platform_digest=digest(BASE))
    assert passport(findings, base).count(digest(BASE)) == 1


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(hours=23), "checked 23 November 2025, 22:29 UTC"),
        (timedelta(days=2), "unchecked since 22 November 2025, 21:29 UTC"),
    ],
)
def test_a_base_that_its_registry_has_not_confirmed_for_a_day_is_unchecked(
    findings: Findings, age: timedelta, words: str
) -> None:
    found = text(passport(findings, resolved(BASE, findings.generated_at - age)))
    assert words in found
    assert found.count("checked") == 1


def test_what_the_registry_stores_stands_beside_what_was_weighed(findings: Findings) -> None:
    html = passport(findings, resolved(BASE))
    assert "the registry stores 42 MB for its layers, which are 46 MB to transfer as weighed here" in text(html)
    assert 'data-tare="myapp:slim/bases[0].transfer_size"' in html
    assert 'data-tare="myapp:slim/layers[base].transfer_size"' in html


def test_a_base_that_only_lends_files_was_not_weighed(findings: Findings) -> None:
    words = text(passport(findings, resolved(BASE, transfer_size=None), resolved(OTHER)))
    assert "the registry stores 42 MB for its layers" in words
    assert "as weighed here" not in words


def test_a_stand_in_is_set_beside_the_official_image_that_it_stands_in_for(findings: Findings) -> None:
    stand_in = StandIn(BASE, digest("recipe"), "CPython 3.13", "119.2 MB in all layers, as a list says")
    words = text(passport(findings, Base(BASE, None, stand_in)))
    assert "the official image: 119.2 MB in all layers, as a list says; this one weighs 115 MB unpacked" in words
