from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

from macros.pages.results_csv import COLUMNS, results_csv
from macros.records.measurement import Measurement, NotMeasured

if TYPE_CHECKING:
    from macros.plan.findings import Findings


def lines_of(findings: Findings) -> dict[str, dict[str, str]]:
    lines = csv.DictReader(results_csv(findings).decode().splitlines())
    return {line["image"]: line for line in lines}


def test_a_line_has_the_figures_of_the_measurement_to_the_byte(findings: Findings) -> None:
    image, lines = findings.outcomes["myapp:slim"], lines_of(findings)
    assert isinstance(image, Measurement)
    line = lines["myapp:slim"]
    assert tuple(line) == COLUMNS
    assert (line["unpacked_size"], line["transfer_size"]) == (str(image.unpacked_size), str(image.transfer_size))
    assert (line["waste"], line["layers"]) == (str(image.waste.bytes), str(len(image.layers)))
    assert (line["status"], line["reason"], line["key"]) == ("measured", "", image.key)
    assert line["base"] == "python:3.12-slim"
    assert line["base_is_stand_in"] == "true"


def test_an_image_that_was_not_measured_has_its_reason_and_no_figures(findings: Findings) -> None:
    reason = 'it did not build: "exit 1",\nand more'
    absent = replace(findings, outcomes={**findings.outcomes, "myapp:fat": NotMeasured("myapp:fat", reason)})
    [line] = [line for line in csv.DictReader(_text(absent)) if line["image"] == "myapp:fat"]
    assert (line["status"], line["reason"], line["unpacked_size"]) == ("not measured", reason, "")


def _text(findings: Findings) -> list[str]:
    return results_csv(findings).decode().splitlines(keepends=True)
