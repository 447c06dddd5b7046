from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from macros.pages.expressions import evaluate
from macros.pages.passport import passport
from macros.pages.sheet import Sheet
from macros.pages.smoke_test import smoke_test
from macros.records.measurement import Measurement, SmokeTest, SmokeTestLimits
from macros.records.results import results_json

if TYPE_CHECKING:
    from macros.plan.findings import Findings

SECOND = SmokeTest("http", "GET /x on port 80", "404 ", "404 ", 0.5, read_only=True)


def with_second_check(findings: Findings, second: SmokeTest = SECOND) -> Findings:
    image = findings.outcomes["myapp:slim"]
    assert isinstance(image, Measurement)
    image = replace(image, further_smoke_tests=(second,))
    return replace(findings, outcomes={**findings.outcomes, "myapp:slim": image})


def test_every_check_is_shown_with_what_came_and_where_it_could_write(findings: Findings) -> None:
    html = smoke_test(Sheet(with_second_check(findings)), "myapp:slim")
    checks = re.findall(r"<li>(.*?)</li>", html, re.DOTALL)
    assert [re.findall(r"<samp>(.*?)</samp>", check, re.DOTALL) for check in checks] == [["Hello\n"], ["404 "]]
    assert ["root file system writable" in check for check in checks] == [True, False]
    assert ["root file system read-only" in check for check in checks] == [False, True]


def test_a_single_check_is_no_list(findings: Findings) -> None:
    html = smoke_test(Sheet(findings), "myapp:slim")
    assert "<li>" not in html
    assert "own command, root file system writable" in html


def test_a_limit_that_the_engine_could_not_set_is_told(findings: Findings) -> None:
    limits = SmokeTestLimits(None, 1, 1, 1.0, 1)
    html = smoke_test(Sheet(with_second_check(findings, replace(SECOND, limits=limits))), "myapp:slim")
    assert html.count("without a limit of CPU, which this engine cannot set") == 1
    limits = replace(limits, memory=None)
    html = smoke_test(Sheet(with_second_check(findings, replace(SECOND, limits=limits))), "myapp:slim")
    assert "without a limit of CPU and memory," in html


def test_an_emulator_that_ran_the_program_is_told(findings: Findings) -> None:
    second = replace(SECOND, emulator="qemu-aarch64 <version> 10")
    several = with_second_check(findings, second)
    html = smoke_test(Sheet(several), "myapp:slim")
    assert html.count("through an emulator, qemu-aarch64 &lt;version&gt; 10") == 1
    assert [test["emulator"] for test in emulated(several)] == [None, "qemu-aarch64 <version> 10"]


def emulated(findings: Findings) -> list[dict[str, object]]:
    record = json.loads(results_json(findings.outcomes, {}, findings.generated_at))
    image = record["images"]["myapp:slim"]["measurement"]
    return [image["smoke_test"], *image["further_smoke_tests"]]


def test_the_seconds_of_each_check_are_those_of_the_published_record(findings: Findings) -> None:
    several = with_second_check(findings)
    published = json.loads(results_json(several.outcomes, {}, several.generated_at))
    html = smoke_test(Sheet(several), "myapp:slim")
    expressions = re.findall(r'data-tare="(myapp:slim/[^"]*seconds)"', html)
    assert [evaluate(expression, published) for expression in expressions] == [0.31, 0.5]


def test_a_passport_names_every_check(findings: Findings) -> None:
    several = with_second_check(findings)
    image = several.outcomes["myapp:slim"]
    assert isinstance(image, Measurement)
    checks = passport("x", image, "python:3.12-slim", several.generated_at).values["checks"]
    assert isinstance(checks, list)
    assert [(test.check, figure.expression) for test, figure in checks] == [
        ("the image's own command", "myapp:slim/smoke_test.seconds"),
        ("GET /x on port 80", "myapp:slim/further_smoke_tests[0].seconds"),
    ]
