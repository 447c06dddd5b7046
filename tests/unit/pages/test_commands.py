import re
from dataclasses import replace
from html import unescape

import pytest

from macros.catalog.model import Command
from macros.pages.commands import command
from macros.pages.door import Delivery, Place, page_notes
from macros.pages.sheet import MacroFault, Sheet
from macros.plan.findings import Findings
from macros.records.commands import CommandRecord
from macros.records.measurement import Measurement
from tests.unit.conftest import ran
from tests.unit.pages.test_components import text


def inside(html: str, tag: str) -> list[str]:
    """The texts that a browser shows in the elements of that name."""
    return [unescape(found) for found in re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)]


def passport(sheet: Sheet, html: str) -> str:
    return text(page_notes([Delivery(html, sheet, Place("page.md", 1), "command")]))


def test_what_a_reader_copies_is_the_command_and_nothing_else(sheet: Sheet) -> None:
    html = command(sheet, "myapp/compare")
    [typed] = re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", html, re.DOTALL)
    assert unescape(typed) == "docker images | grep myapp\n# all of them"


def test_an_output_is_text_and_never_markup(sheet: Sheet) -> None:
    html = command(sheet, "myapp/compare")
    assert "<b>" not in html
    assert inside(html, "samp") == ["myapp  fat\n<b>myapp</b>  slim\n"]


def test_an_answer_over_http_stands_below_the_output(sheet: Sheet) -> None:
    html = command(sheet, "myapp/serve")
    assert "GET http://localhost:8686/ answers 200" in text(html)
    assert inside(html, "samp") == ["serving\n", "Hello & <b>\n"]


def test_a_passport_tells_when_where_and_what_was_added(sheet: Sheet) -> None:
    words = passport(sheet, command(sheet, "myapp/compare"))
    assert "Run 24 November 2025, 21:28 UTC It took 0.7 s" in words
    assert "Docker 26.1.5, classic image store, embedded engine" in words
    assert "Image myapp:fatsha256:" in words
    assert "myapp:slimsha256:" in words
    assert "Added the reader's other images are not listed" in words


def test_a_passport_says_that_nothing_was_added_or_that_it_was_ended(findings: Findings) -> None:
    record = findings.commands["myapp/serve"]
    assert isinstance(record, CommandRecord)
    sheet = Sheet(replace(findings, commands={"myapp/serve": replace(record, added=())}))
    words = passport(sheet, command(sheet, "myapp/serve"))
    assert "was ended after it had answered" in words
    assert "Added nothing" in words


def test_an_output_names_the_stand_ins_of_its_images(sheet: Sheet) -> None:
    assert "python:3.12-slim is a stand-in here" in text(command(sheet, "myapp/compare"))
    assert "stand-in" not in command(sheet, "myapp/serve")


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("myapp/hang", "failed", "it did not end within 30 s"),
        ("myapp/new", "not run", "it was not run in this build"),
        ("myapp/build-alpine", "not measured", "alpine has no stand-in"),
    ],
)
def test_a_command_without_output_says_why(sheet: Sheet, name: str, state: str, reason: str) -> None:
    html = command(sheet, name)
    assert f">{state}</button>" in html
    assert f">{reason}</p>" in html
    assert ("<samp>" in html) == (state == "failed")


def test_a_command_that_failed_shows_its_last_lines_as_text(sheet: Sheet) -> None:
    assert inside(command(sheet, "myapp/hang"), "samp") == ["last <line>"]


def test_a_build_shows_the_measured_steps_in_the_order_of_the_dockerfile(sheet: Sheet) -> None:
    html = command(sheet, "myapp/build")
    steps = [text(step) for step in re.findall("<li.*?</li>", html, re.DOTALL)]
    assert [step.split()[:2] for step in steps] == [["2", "WORKDIR"], ["3", "COPY"], ["4", "RUN"], ["6", "CMD"]]
    assert steps[0] == "2 WORKDIR /app cached"
    assert steps[2].endswith(" 1.0 s")
    assert 'data-tare="myapp:slim/build.steps[1].seconds"' in html
    assert "cached: another build had made it before" in text(html)


def test_a_build_without_cached_steps_explains_no_cache(findings: Findings) -> None:
    image = findings.outcomes["myapp:slim"]
    assert isinstance(image, Measurement)
    image = replace(image, build=replace(image.build, steps=image.build.steps[:-1]))
    sheet = Sheet(replace(findings, outcomes={**findings.outcomes, "myapp:slim": image}))
    assert "cached" not in command(sheet, "myapp/build")


def test_a_command_that_prints_nothing_has_no_empty_box(findings: Findings) -> None:
    quiet = ran(Command("myapp/new", "true", ("myapp:fat",)), "")
    assert "<samp>" not in command(Sheet(replace(findings, commands={"myapp/new": quiet})), "myapp/new")


def test_an_unknown_command_is_a_fault(sheet: Sheet) -> None:
    with pytest.raises(MacroFault, match=r"no command `myapp/compere`; did you mean `myapp/compare`\?"):
        command(sheet, "myapp/compere")
