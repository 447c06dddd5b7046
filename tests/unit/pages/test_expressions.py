import json

import pytest

from macros.pages.expressions import evaluate, text_of
from macros.plan.findings import Findings
from macros.records.results import results_json

Document = dict[str, object]


@pytest.fixture
def document(findings: Findings) -> Document:
    read: Document = json.loads(results_json(findings.outcomes, findings.commands, findings.generated_at))
    return read


@pytest.mark.parametrize(
    ("expression", "value", "text"),
    [
        ("myapp:slim/unpacked_size", 128_500_045, "129\u202fMB"),
        ("myapp:fat/waste.bytes", 20_000_000, "20\u202fMB"),
        ("myapp:multi/layers[2].unpacked_size", 4_730_000, "4.73\u202fMB"),
        ("myapp:multi/layers[2].files", 157, "157"),
        ("myapp:slim/layers[base].unpacked_size", 115_000_000, "115\u202fMB"),
        ("myapp:slim/layers[own].unpacked_size", 13_500_045, "13.5\u202fMB"),
        ("myapp:slim/layers[base].length", 2, "2"),
        ("myapp:slim/layers.length", 5, "5"),
        ("myapp:slim/unpacked_size in binary", 128_500_045, "123\u202fMiB"),
        ("myapp:slim/unpacked_size in bytes", 128_500_045, "128,500,045\u202fB"),
        ("myapp/compare/seconds", 0.7, "0.7 s"),
        ("myapp:slim/smoke_test.seconds", 0.31, "0.3 s"),
        ("myapp:multi/unpacked_size - myapp:slim/unpacked_size", -8_770_000, "\u22128.77\u202fMB"),
        ("myapp:slim/layers[base].unpacked_size % myapp:slim/unpacked_size", 89.494, "89\u202f%"),
        ("myapp:fat/unpacked_size / myapp:slim/unpacked_size", 8.5603, "8.6"),
        ("myapp:slim/unpacked_size * 2 + 50 MB", 307_000_090, "307\u202fMB"),
        ("(myapp:fat/unpacked_size - myapp:slim/unpacked_size) / 2", 485_750_000, "486\u202fMB"),
        ("myapp:slim/layers.length - 7", -2, "\u22122"),
        ("shared_layers(myapp:slim, myapp:multi)", 2, "2"),
        ("packages(myapp:slim, git*)", 0, "0"),
        ("package_size(myapp:slim, git)", 0, "0\u202fB"),
        ("printed(myapp/compare, slim)", 1, "1"),
        ('printed(myapp/serve, "Hello & <b>")', 1, "1"),
    ],
)
def test_an_expression_gives_its_value_and_its_text(
    document: Document, expression: str, value: float, text: str
) -> None:
    assert evaluate(expression, document) == pytest.approx(value, rel=1e-4)
    assert text_of(expression, evaluate(expression, document)) == text


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "myapp:fat",
        "unpacked_size",
        "myapp:fat/waste.bytes +",
        "(myapp:fat/waste.bytes",
        "myapp:fat/waste.bytes)",
        "files()",
        "50 TB",
        "myapp:fat/layers[x].files",
        "myapp:fat/unpacked_size in miles",
    ],
)
def test_what_does_not_follow_the_grammar_is_refused(document: Document, expression: str) -> None:
    with pytest.raises(ValueError, match="term"):
        evaluate(expression, document)


def test_an_image_that_was_not_measured_has_no_value(document: Document) -> None:
    with pytest.raises(KeyError):
        evaluate("myapp:alpine/unpacked_size", document)


def test_a_part_is_never_printed_as_the_whole_nor_as_nothing() -> None:
    expression = "a:b/layers[base].unpacked_size % a:b/unpacked_size"
    assert [text_of(expression, value) for value in (99.97, 0.02, 100, 0)] == [
        ">99\u202f%",
        "<1\u202f%",
        "100\u202f%",
        "0\u202f%",
    ]
