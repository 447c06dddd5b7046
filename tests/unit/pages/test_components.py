import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from macros.catalog.model import Catalog
from macros.pages.bars import bars
from macros.pages.dockerfile import dockerfile, lines_of
from macros.pages.files import file
from macros.pages.layers import layers
from macros.pages.measured import measured
from macros.pages.results_table import results
from macros.pages.sheet import MacroFault, Sheet
from macros.pages.smoke_test import smoke_test
from macros.plan.findings import Findings
from macros.records.measurement import Change, HistoryEntry, Measurement


def text(html: str) -> str:
    """The text of HTML, runs of white space as one space."""
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", "", html))).strip()


def embedded(html: str, path: str) -> str:
    """The text that a browser shows in the element that embeds a file."""
    match = re.search(rf'data-tare-file="{re.escape(path)}">(.*?)</code>', html, re.DOTALL)
    assert match
    return unescape(re.sub(r"</?(?:span|b)[^>]*>", "", match[1]))


def test_bars_read_as_a_table_without_their_lengths(sheet: Sheet) -> None:
    html = bars(sheet, "myapp:fat", "myapp:slim")
    words = text(html)
    assert "myapp:fat the fat one 1.07 GB base + 34 MB own 1.1 GB 1.13GB" in words
    assert "unpacked size the original lesson" in words


def test_bars_share_one_axis(sheet: Sheet) -> None:
    html = bars(sheet, "myapp:fat", "myapp:slim")
    lengths = [float(each) for each in re.findall(r"--tare-length: ([\d.]+)%", html)]
    assert sum(lengths[:2]) == pytest.approx(100 / 1.02, abs=0.01)
    assert sum(lengths[2:]) / sum(lengths[:2]) == pytest.approx(128_500_045 / 1_100_000_045, rel=1e-3)


def test_an_image_that_was_not_measured_keeps_its_row_with_the_reason(sheet: Sheet) -> None:
    assert "myapp:alpine the alpine one alpine has no stand-in not measured" in text(bars(sheet, "myapp:alpine"))
    assert "not measured alpine has no stand-in" in text(layers(sheet, "myapp:alpine"))
    assert "not measured" in text(dockerfile(sheet, "myapp:alpine"))
    assert "alpine has no stand-in" in text(results(sheet))
    assert "alpine has no stand-in" in text(smoke_test(sheet, "myapp:alpine"))


def test_bars_of_nothing_are_a_fault(sheet: Sheet) -> None:
    with pytest.raises(MacroFault, match="needs the image references"):
        bars(sheet)


def test_stand_ins_are_named_under_a_component_and_official_bases_are_not(sheet: Sheet) -> None:
    words = text(bars(sheet, "myapp:fat", "myapp:slim"))
    assert "python:3.12-slim is a stand-in here: CPython 3.13.5 on Debian 13" in words
    assert "stand-in" not in text(bars(sheet, "myapp:fat"))
    assert sheet.named == {"python:3.12-slim"}


@pytest.mark.parametrize("tag", ["fat", "slim", "multi", "alpine"])
def test_a_dockerfile_is_shown_to_the_byte(sheet: Sheet, catalog: Catalog, tag: str) -> None:
    variant = catalog.find(f"myapp:{tag}")
    assert variant
    assert embedded(dockerfile(sheet, f"myapp:{tag}"), f"myapp/Dockerfile.{tag}") == variant.dockerfile.text


def test_every_line_of_an_instruction_belongs_to_the_layer_that_it_made(findings: Findings) -> None:
    slim, image = findings.catalog.find("myapp:slim"), findings.outcomes["myapp:slim"]
    assert slim
    assert isinstance(image, Measurement)
    lines = list(lines_of(slim, image.layers))
    assert [line.layer for line in lines] == [None, 2, 3, 4, 4, None]
    assert [line.keyword for line in lines] == ["FROM", "WORKDIR", "COPY", "RUN", "", "CMD"]


def test_lines_of_a_stage_that_is_not_in_the_image_stand_back(findings: Findings) -> None:
    multi, image = findings.catalog.find("myapp:multi"), findings.outcomes["myapp:multi"]
    assert multi
    assert isinstance(image, Measurement)
    lines = list(lines_of(multi, image.layers))
    assert [line.kind for line in lines] == ["comment", "elsewhere", "elsewhere", "comment", "base", "own", "own"]


def test_a_layer_and_its_lines_carry_the_same_mark(sheet: Sheet) -> None:
    html = dockerfile(sheet, "myapp:slim")
    lines = set(re.findall(r'class="tare-line[^"]*" data-tare-layer="(\w+)"', html))
    slabs = set(re.findall(r'<li class="tare-slab[^"]*" data-tare-layer="(\w+)"', html))
    assert lines == slabs == {"base", "2", "3", "4"}


def test_waste_has_its_own_part_of_a_layer_and_its_figure(sheet: Sheet) -> None:
    assert "34 MB line 420 MB of it waste" in text(dockerfile(sheet, "myapp:fat"))
    assert "waste" not in dockerfile(sheet, "myapp:slim")


def test_an_image_from_scratch_has_no_base_to_fold(findings: Findings) -> None:
    image = findings.outcomes["myapp:slim"]
    assert isinstance(image, Measurement)
    own = tuple(layer for layer in image.layers if not layer.from_base)
    image = replace(image, layers=own, unpacked_size=0, bases=())
    html = dockerfile(Sheet(replace(findings, outcomes={**findings.outcomes, "myapp:slim": image})), "myapp:slim")
    assert "folded" not in html


def test_a_file_is_shown_to_the_byte(sheet: Sheet) -> None:
    html = file(sheet, "myapp/app.py")
    assert embedded(html, "myapp/app.py") == 'print("<Hello> & {{ goodbye }}")\n'


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("myapp/apq.py", "did you mean `myapp/app.py`"),
        ("myapp/../../secret.txt", "there is no file"),
        ("nowhere/app.py", "there is no example `nowhere`"),
        ("", "there is no example"),
    ],
)
def test_only_files_of_an_example_are_shown(sheet: Sheet, path: str, sentence: str) -> None:
    (sheet.findings.catalog.root / "secret.txt").write_text("secret")
    with pytest.raises(MacroFault, match=sentence):
        file(sheet, path)


def test_a_layer_table_is_in_build_order_and_folds_the_base(sheet: Sheet) -> None:
    words = text(layers(sheet, "myapp:slim"))
    places = [words.index(each) for each in ("base python:3.12-slim: 2 layers", "WORKDIR", "COPY app.py", "RUN apt")]
    assert places == sorted(places)


def with_image(findings: Findings, image: Measurement) -> Sheet:
    return Sheet(replace(findings, outcomes={**findings.outcomes, image.reference: image}))


def test_what_made_no_layer_has_its_row_in_build_order(findings: Findings) -> None:
    image = findings.outcomes["myapp:slim"]
    assert isinstance(image, Measurement)
    told = [("", 0), ('CMD ["bash"]', None), ("RUN ldconfig", 1), ("ENV A=b", None)]
    told += [("WORKDIR /app", 2), ("COPY app.py .", 3), ("RUN apt-get update", 4), ('CMD ["app"]', None)]
    html = layers(
        with_image(findings, replace(image, history=tuple(HistoryEntry(*each) for each in told))), image.reference
    )
    rows = [text(row) for row in re.findall("<tr><td.*?</tr>", html, re.DOTALL)]
    assert rows[0].startswith("no instruction in its history78.5")
    assert rows[1] == 'CMD ["bash"]no layer'
    assert rows[2].startswith("RUN ldconfig36.5")
    assert rows[3] == "ENV A=bno layer"
    assert [row.split()[0] for row in rows[4:]] == ["2WORKDIR", "3COPY", "4RUN", "6CMD"]
    assert rows[-1] == "6CMD appno layer"


def test_a_base_layer_that_no_history_tells_of_keeps_its_row(findings: Findings) -> None:
    image = findings.outcomes["myapp:slim"]
    assert isinstance(image, Measurement)
    html = layers(with_image(findings, replace(image, history=(HistoryEntry("second", 1),))), image.reference)
    assert re.findall(r"layers\[(\d)\]\.unpacked_size", html) == ["0", "1", "2", "3", "4"]


def test_one_layer_is_no_plural(findings: Findings) -> None:
    image = findings.outcomes["myapp:slim"]
    assert isinstance(image, Measurement)
    sheet = with_image(findings, replace(image, layers=image.layers[1:]))
    assert "python:3.12-slim: 1 layer, " in text(layers(sheet, image.reference))
    assert "1 layer, folded" in text(dockerfile(sheet, image.reference))


def test_where_nothing_was_measured_there_is_no_axis(sheet: Sheet) -> None:
    assert "tare-ruler" in bars(sheet, "myapp:alpine", "myapp:slim")
    html = bars(sheet, "myapp:alpine")
    assert "tare-ruler" not in html
    assert "to scale" not in html


@pytest.mark.parametrize("component", [layers, results])
def test_each_figure_of_a_table_names_its_column_for_narrow_screens(
    component: Callable[..., str], sheet: Sheet
) -> None:
    html = component(sheet, "myapp:slim") if component is layers else component(sheet)
    cells = re.findall(r'<td class="tare-table__number"([^>]*)>', html)
    assert cells
    assert all(" data-tare-label=" in cell for cell in cells)


def test_text_out_of_an_image_is_escaped(findings: Findings) -> None:
    image = findings.outcomes["myapp:slim"]
    assert isinstance(image, Measurement)
    hostile = '<script>alert("&")</script>'
    image = replace(
        image,
        history=(HistoryEntry(hostile, 0),),
        smoke_test=replace(image.smoke_test, got=hostile, check=hostile),
        platform=hostile,
    )
    sheet = Sheet(replace(findings, outcomes={**findings.outcomes, "myapp:slim": image}))
    html = layers(sheet, "myapp:slim") + smoke_test(sheet, "myapp:slim") + measured(sheet)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 5


def test_a_measurement_that_is_not_fresh_loses_its_green_dot(findings: Findings) -> None:
    assert "tare-status--good" in measured(Sheet(findings))
    later = replace(findings, generated_at=findings.generated_at + timedelta(days=8))
    assert "tare-status--good" not in measured(Sheet(later))


def test_all_images_stand_in_the_results(sheet: Sheet) -> None:
    words = text(results(sheet))
    assert all(f"myapp:{tag}" in words for tag in ("fat", "slim", "multi", "alpine"))


def test_waste_in_the_folded_layers_of_a_base_is_told_on_their_fold(findings: Findings) -> None:
    slim = findings.outcomes["myapp:slim"]
    assert isinstance(slim, Measurement)
    wasting = replace(slim, layers=(replace(slim.layers[0], waste=1_440_000), *slim.layers[1:]))
    sheet = Sheet(replace(findings, outcomes={**findings.outcomes, "myapp:slim": wasting}))
    assert "2 layers, 115 MB, 1.44 MB of it waste" in text(layers(sheet, "myapp:slim"))
    assert "of it waste" not in text(layers(Sheet(findings), "myapp:slim"))


def test_a_layer_that_does_more_than_add_files_says_what_became_of_how_many(findings: Findings) -> None:
    slim = findings.outcomes["myapp:slim"]
    assert isinstance(slim, Measurement)
    last = replace(slim.layers[-1], files=5, added=Change(2, 90), replaced=Change(3, 10), deleted=Change(1, 7))
    changing = replace(slim, layers=(*slim.layers[:-1], last))
    html = layers(Sheet(replace(findings, outcomes={**findings.outcomes, "myapp:slim": changing})), "myapp:slim")
    assert "5 2 added 3 replaced 1 deleted" in text(html)
    assert f"myapp:slim/layers[{len(slim.layers) - 1}].deleted.files" in html
    assert "added" not in text(layers(Sheet(findings), "myapp:slim"))
