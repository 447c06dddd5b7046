from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from macros.pages.comparison import compare
from macros.pages.sheet import MacroFault, Sheet
from macros.records.measurement import Measurement, NotMeasured

if TYPE_CHECKING:
    from macros.plan.findings import Findings

PANEL = re.compile(
    r'<section class="tare-compare__panel"[^>]* data-tare-image="([^"]+)"[^>]*?( hidden)?>(.*?)</section>', re.DOTALL
)


def test_two_images_are_shown_and_every_other_is_at_hand(findings: Findings) -> None:
    panels = {name: hidden for name, hidden, _ in PANEL.findall(compare(Sheet(findings), "myapp:fat", "myapp:slim"))}
    assert panels.keys() == {str(variant.reference) for variant in findings.catalog.variants}
    assert [name for name, hidden in panels.items() if not hidden] == ["myapp:fat", "myapp:slim"]


def test_a_panel_has_each_layer_with_its_bytes(findings: Findings) -> None:
    image = findings.outcomes["myapp:slim"]
    assert isinstance(image, Measurement)
    found = {name: text for name, _, text in PANEL.findall(compare(Sheet(findings), "myapp:fat", "myapp:slim"))}
    layers = re.findall(r'data-tare="myapp:slim/layers\[(\d+)\]\.unpacked_size"', found["myapp:slim"])
    assert layers == [str(index) for index in range(len(image.layers))]
    bars = re.findall(r"--tare-bytes: (\d+)", found["myapp:slim"])
    assert bars == [str(layer.unpacked_size) for layer in image.layers]


def test_an_image_that_was_not_measured_has_its_reason(findings: Findings) -> None:
    absent = replace(
        findings, outcomes={**findings.outcomes, "myapp:fat": NotMeasured("myapp:fat", "no <b>engine</b>")}
    )
    found = {name: text for name, _, text in PANEL.findall(compare(Sheet(absent), "myapp:fat", "myapp:slim"))}
    assert "not measured: no &lt;b&gt;engine&lt;/b&gt;" in found["myapp:fat"]


def test_what_is_shown_first_does_one_job(findings: Findings) -> None:
    with pytest.raises(MacroFault, match="are not two images that do one job"):
        compare(Sheet(findings), "myapp:fat", "myapp:fat")
