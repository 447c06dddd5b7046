from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import pytest

from macros.catalog.ignored import kept_out
from macros.pages.context_facts import context_files, context_size
from macros.pages.context_ledger import context_ledger
from macros.pages.file_facts import layers_with
from macros.pages.rendering import render
from macros.pages.sheet import MacroFault, Sheet
from macros.plan.ledgers import content_question
from macros.records.experiments import ExperimentNotRun, ExperimentRecord
from macros.records.facts import FactRecord
from macros.records.measurement import Measurement, NotMeasured
from tests.unit.pages.test_figures import with_twin

if TYPE_CHECKING:
    from macros.plan.findings import Findings

PAIR = ("myapp:fat", "myapp:twin")


def text(html: str) -> str:
    """The text of HTML, runs of white space as one space."""
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", " ", html))).strip()


def opened(sheet: Sheet) -> str:
    """The text of all that figures open."""
    return " ".join(text(render(note.template, **note.values)) for note in sheet.notes.values())


def answered(findings: Findings, layers: dict[str, tuple[int, ...]]) -> Findings:
    """The same with what was found of each file that is kept out, by image reference."""
    variant = findings.catalog.find("myapp:twin")
    assert variant is not None
    facts: dict[str, FactRecord] = {}
    for each in kept_out(variant.dockerfile):
        for reference in PAIR:
            name = content_question(reference, each.digest()).name
            found = layers[reference]
            facts[name] = FactRecord(name, {}, len(found), ("/app/app.py",) * bool(found), found)
    return replace(findings, facts=facts)


def test_a_file_is_told_with_its_line_and_in_how_many_layers_it_lies(findings: Findings) -> None:
    twins = with_twin(findings)
    image = twins.outcomes["myapp:fat"]
    assert isinstance(image, Measurement)
    made_by = [index for index, layer in enumerate(image.layers) if layer.instruction == "COPY app.py ."]
    sheet = Sheet(answered(twins, {"myapp:fat": tuple(made_by), "myapp:twin": ()}))
    assert re.search(r"app\.py \d+ B \*\.py line 1 COPY app\.py \. 1 0", text(context_ledger(sheet, *PAIR)))
    assert "Layers of myapp:fat with a file that holds what app.py does: COPY app.py ." in opened(sheet)


def test_what_loses_its_cache_is_told(findings: Findings) -> None:
    html = text(context_ledger(Sheet(with_twin(findings)), *PAIR))
    assert "would run anew: COPY app.py . , RUN apt-get update && apt-get install -y curl" in html


def test_what_was_not_looked_for_or_not_measured_says_so(findings: Findings) -> None:
    twins = with_twin(findings)
    assert "not counted" in text(context_ledger(Sheet(twins), *PAIR))
    absent = replace(twins, outcomes={**twins.outcomes, "myapp:twin": NotMeasured("myapp:twin", "it did not build")})
    assert "not measured" in text(context_ledger(Sheet(absent), *PAIR))


def experimented(findings: Findings) -> Findings:
    """The same with both variants in the cache experiment."""
    (example, *others), name = findings.catalog.examples, "myapp/code-edited"
    experiment = next(each for each in example.experiments if each.name == name)
    pair = [variant for variant in example.variants if str(variant.reference) in PAIR]
    both = replace(example, experiments=(replace(experiment, variants=tuple(pair)),))
    record = findings.experiments[name]
    assert isinstance(record, ExperimentRecord)
    built = record.variants["myapp:fat"]
    less = replace(built, first=replace(built.first, context_bytes=built.first.context_bytes - 100))
    return replace(
        findings,
        catalog=replace(findings.catalog, examples=(both, *others)),
        experiments={name: replace(record, variants={"myapp:fat": built, "myapp:twin": less})},
    )


def test_what_a_first_build_was_sent_is_told_where_an_experiment_has_both(findings: Findings) -> None:
    assert "was sent" not in text(context_ledger(Sheet(with_twin(findings)), *PAIR))
    html = text(context_ledger(Sheet(experimented(with_twin(findings))), *PAIR))
    assert re.search(r"bytes that a first build was sent \d\S* k?B \d\S* k?B 100 B", html)


def test_that_no_experiment_could_be_made_is_said_in_the_row(findings: Findings) -> None:
    made = experimented(with_twin(findings))
    failed = {name: ExperimentNotRun(name, "the cache is not ours") for name in made.experiments}
    html = text(context_ledger(Sheet(replace(made, experiments=failed)), *PAIR))
    assert "a first build was sent not measured not measured not measured" in html


def test_two_variants_that_differ_in_more_are_refused(findings: Findings) -> None:
    with pytest.raises(MacroFault, match="differ in more than their ignore files"):
        context_ledger(Sheet(findings), "myapp:fat", "myapp:slim")


def test_what_is_offered_and_what_is_kept_out_add_up(findings: Findings) -> None:
    sheet = Sheet(with_twin(findings))
    for macro in (context_files, context_size):
        whole, offered = macro(sheet, "myapp:fat"), macro(sheet, "myapp:twin")
        out = macro(sheet, "myapp:twin", "kept_out")
        assert (offered + out == whole).holds
        assert (out > 0).holds
    assert context_size(sheet, "myapp:twin", "kept_out").text == "context_size(myapp:twin, kept_out)"


def test_a_word_that_names_no_files_is_refused(findings: Findings) -> None:
    with pytest.raises(MacroFault, match="`left` are no files of a build context"):
        context_files(Sheet(findings), "myapp:fat", "left")


def test_a_layer_with_a_file_is_told_by_its_instruction(findings: Findings) -> None:
    name = "layers_with(myapp:fat, /app/*)"
    facts = {name: FactRecord(name, {}, 2, ("/app/app.py",), (0, 4))}
    sheet = Sheet(replace(findings, facts=facts))
    assert layers_with(sheet, "myapp:fat", "/app/*").value == 2
    assert "seen or not: layer 1 of 6, which the base image brings COPY app.py ." in opened(sheet)
