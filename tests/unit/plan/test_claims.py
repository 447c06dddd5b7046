from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import LESS, MULTI, SLIM, claim, faults_of

if TYPE_CHECKING:
    from pathlib import Path

CURL = "packages('demo:slim', 'curl') == 1, packages('demo:slim', '[Ff]lask') == 0"
CURL_AND_FLASK = f"{CURL}, packages('demo:multi', '[Ff]lask') == 1, packages('demo:multi', 'curl') == 0"
ALIKE = "changed_files('demo:slim', 'demo:multi', '/**') == 0"


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        (LESS, "`demo:multi` is smaller than `demo:slim`."),
        (LESS, "`multi` weighs less than `slim`, `Dockerfile.multi` is built."),
        (LESS, "It is smaller than `demo:slim`."),
        (LESS, "Of the two, `demo:multi` is smaller."),
        (LESS, "\nThis sentence wraps, and says that it is\nsmaller\n"),
        (f"{MULTI} <= {SLIM}", "`demo:multi` is no larger than `demo:slim`."),
        (f"{SLIM} > {MULTI}", 'From `slim` to `multi` it is {{ difference("demo:slim", "demo:multi") }} less.'),
        (f"{SLIM} - {MULTI} > 0", "`demo:slim` is larger than `demo:multi`."),
        (f"{SLIM} - {MULTI} > bound('9 MB')", "`demo:slim` is more than {{ bound('9 MB') }} larger than `demo:multi`."),
        (f"{MULTI} == {SLIM}", "`demo:multi` is as large as `demo:slim`: the same size, exactly."),
        (
            f"{LESS}, packages('demo:multi', 'gcc*') == 0",
            "`demo:multi` is smaller than `demo:slim`, without a compiler.",
        ),
        ("packages('demo:multi', 'gcc*') == 0", "There isn't a compiler in `demo:multi`."),
        ("packages('demo:slim', 'gcc*') > 0", "There is a compiler in `demo:slim`."),
        ("packages('demo:slim', 'gcc*') > 0, file_count('demo:slim', '/x') < 1", "`slim` has a compiler and no x."),
        (f"{MULTI} != {SLIM}", "`demo:multi` and `demo:slim` have not the same size, and aren't identical."),
        ("changed_files('demo:slim', 'demo:multi', '/**') == 0", "Both hold the same files."),
        ("changed_lines('demo:slim', 'demo:multi') == 1", "They differ in one line."),
        ("instructions('demo:multi', 'FROM') == 2", "`demo:multi` has two stages."),
        (f"{MULTI} * 10 < {SLIM}", "`demo:multi` weighs less than a tenth of `demo:slim`."),
        (f"{MULTI} < {SLIM} * 0.1", "`demo:multi` weighs less than a tenth of `demo:slim`."),
        (f"{SLIM} > {MULTI} * 2", "`demo:slim` is more than twice as large as `demo:multi`."),
        (f"{SLIM} > 3 * {MULTI}", "`demo:slim` is more than three times as large as `demo:multi`."),
        ("base_size('demo:slim') * 3 > size('demo:slim') * 2", "More than two thirds of `demo:slim` are its base."),
        ("base_size('demo:slim') > size('demo:slim') / 2", "Most of `demo:slim` is its base."),
        (
            "ratio('demo:slim', 'demo:multi') > 1.8, ratio('demo:slim', 'demo:multi') < 2.2",
            "It is about twice the size.",
        ),
        (f"{MULTI} < bound('9 MB')", "`demo:multi` has a few megabytes, below {{ bound('9 MB') }}."),
        ("base_size('demo:slim') > base_size('demo:multi')", "`python:3.12-slim` is larger."),
        (f"base_size('demo:slim') < 0.5 * ({SLIM} + {MULTI})", "It is less than half of both."),
        ("written('demo/Dockerfile.slim', 'COPY') == 1", "`Dockerfile.slim` copies."),
        (f"({MULTI} > bound('1 MB')), {MULTI} < bound('9 MB')", "It weighs a few megabytes."),
        ("layer_count('demo:slim', 'own') == layer_count('demo:multi', 'own') + 1", "`slim` adds one layer more."),
        (f"{SLIM} > {MULTI}", "From {{ size('demo:slim') }} to {{ size('demo:multi') }}, down from `slim` to `multi`."),
        (CURL_AND_FLASK, "`demo:slim` has curl and no Flask, and `demo:multi` has Flask and no curl."),
        ("packages('demo:slim', 'x*') == 0, packages('demo:multi', 'x*') == 0", "There is no x in either."),
        ("layer_size('demo:slim', 'WORKDIR') == 0, layer_files('demo:slim', 'WORKDIR') == 0", "It holds nothing."),
        (f"{CURL}, packages('demo:slim', 'gcc') == 0", "It has curl, and neither Flask nor gcc."),
        (f"{ALIKE}, packages('demo:slim', 'curl') == 1", "`slim` and `multi` hold the same curl."),
        ("layer_files('demo:slim', 'COPY') < layer_files('demo:multi', 'COPY app')", "It has fewer files."),
        (f"{SLIM} > 0", "It is not where one looks, but it is there."),
        (LESS, "It is more or less ready, once more: {{ than(size('demo:multi'), size('demo:slim')) }} it."),
    ],
)
def test_a_sentence_that_says_what_its_conditions_say_has_no_fault(root: Path, conditions: str, sentence: str) -> None:
    assert faults_of(root, claim(conditions, sentence)) == []


@pytest.mark.parametrize(
    ("conditions", "sentence", "fault"),
    [
        (LESS, "`demo:multi` is larger than `demo:slim`.", "says `larger`, and no condition of its claim has `>` or"),
        (LESS, "`demo:multi` is not smaller than `demo:slim`.", "says `not smaller`, and no condition"),
        (LESS, "It has at least that size.", "says `at least`, and no condition of its claim has `>` or `>=`"),
        (f"{SLIM} > {MULTI}", "`demo:slim` is smaller than `demo:multi`.", "says `smaller`, and no condition"),
        (
            f"{SLIM} > {MULTI}",
            "`demo:slim` is not as large as `demo:multi`.",
            "says `not as large as`, and no condition",
        ),
        (
            f"{SLIM} > {MULTI}",
            'From `slim` to `multi` it is {{ difference("demo:slim", "demo:multi") }} more.',
            "says `more`, and no condition of its claim has `<`",
        ),
        (
            f"{LESS}, {SLIM} > bound('9 MB')",
            "It is smaller.",
            "the conditions of the claim say less and then more, and",
        ),
        (
            f"{LESS}, {SLIM} > bound('9 MB')",
            "It is larger, and less.",
            "say less and then more, and its sentence `larger`",
        ),
        (
            LESS,
            "`demo:multi` is as large as `demo:slim`.",
            "says `as large as`, and no condition of its claim has `==`",
        ),
        (
            f"{SLIM} > {MULTI}",
            "It goes up from `slim` to `multi`.",
            "says `up from`, and no condition of its claim has `<`",
        ),
        (LESS, "It has fewer files.", "compares `files`, and no condition of its claim asks for that"),
        (ALIKE, "They have the same layers.", "compares `layers`, and no condition of its claim asks for that"),
        (CURL, "It has Flask and no curl.", "says that there is no `curl`, and the claim says that there is"),
        (
            CURL,
            "It has Flask, and no curl.",
            "names `flask` without a word such as `no`, and the claim says it is absent",
        ),
        (CURL, "It has Flask and no curl.", "names `flask`, `curl` in this order, and its conditions `curl`, `flask`"),
        (
            CURL_AND_FLASK,
            "`demo:slim` has curl and Flask, and `demo:multi` has Flask and no curl.",
            "fewer words for that",
        ),
        ("packages('demo:slim', 'x*') == 0, packages('demo:slim', 'y*') == 0", "It has no x, but y.", "fewer words"),
        (
            "packages('demo:slim', 'x') == 1, packages('demo:slim', 'y') == 1",
            "It has x and x.",
            "`x` more than once, and",
        ),
        (CURL_AND_FLASK, "`demo:slim` has curl and no Flask, `demo:slim` has Flask and no curl.", "never `demo:multi`"),
        (
            LESS,
            "`python:3.12-slim` and `python:3.12-slim` is less.",
            "names `python:3.12-slim` twice, with `and` between",
        ),
        (LESS, "{{ size('demo:multi') }} is less than {{ size('demo:multi') }}.", "prints one figure twice"),
        (
            LESS,
            "It is {{ difference('demo:slim', 'other:one') }} less.",
            "has a figure of `other:one`, and no condition",
        ),
        (f"{SLIM} > 0", "It is not there.", "says `not`, and no condition of its claim has `== 0`"),
        (LESS, "They have the same size.", "says `the same size`, and no condition of its claim has `==`"),
        (LESS, "`demo:slim` is smaller than `demo:multi`.", "names `demo:slim`, `demo:multi` in this order"),
        (LESS, "`slim` is smaller than `multi`.", "names `demo:slim`, `demo:multi` in this order"),
        (LESS, "{{ size('demo:slim') }} is less than {{ size('demo:multi') }}.", "names `demo:slim`, `demo:multi` in"),
        (
            f"{MULTI} < {SLIM}, own_size('demo:slim') < own_size('demo:multi')",
            "`demo:multi` is less than `demo:slim`, and of its own `demo:multi` has less than `demo:slim`",
            "names `demo:multi`, `demo:slim`, `demo:multi`, `demo:slim` in this order",
        ),
        (
            LESS,
            "It is smaller than `demo:multi`.",
            "names `demo:multi` after `than`, and its conditions on the other side",
        ),
        (LESS, "`demo:slim` is smaller than it.", "names `demo:slim` before `than`, and its conditions on the other"),
        (f"{MULTI} < bound('9 MB')", "`demo:slim` is small.", "names `demo:slim`, and no condition of the claim asks"),
        (f"{MULTI} < bound('9 MB')", "It is less than {{ bound('8 MB') }}.", "says `8 MB`, and its conditions `9 MB`;"),
        (LESS, "It is less, {{ bound('8 MB') }}.", "says `8 MB`, and its conditions no bound;"),
        (
            f"{MULTI} < bound('9 MB')",
            "It has a few kilobytes.",
            "says `few kilobytes`, and no condition of its claim has",
        ),
        (
            f"{MULTI} * 10 < {SLIM}",
            "It is less than a fifth of it.",
            "says `a fifth`, and no condition of its claim has",
        ),
        (LESS, "It is less than half of it.", "says `half`, and no condition of its claim has that number"),
        (f"{SLIM} > 3 * {MULTI}", "It is more than ten times the size.", "says `ten times`, and no condition"),
        (
            "instructions('demo:multi', 'FROM') == 2",
            "It has a few stages.",
            "a condition of the claim is about 2, and its",
        ),
        ("layer_count('demo:multi') == 2", "It has three layers.", "says `three layers`, and no condition"),
        (
            "packages('demo:multi', 'gcc*') == 0",
            "It has a compiler.",
            "says that there is nothing, and its sentence has",
        ),
        (
            "packages('demo:multi', 'gcc*') > 0",
            "It has no compiler.",
            "says `no`, and no condition of its claim has `== 0`",
        ),
        (f"{LESS}, packages('demo:multi', 'gcc*') > 0", "It has less, and no compiler.", "says `no`, and no condition"),
    ],
)
def test_a_sentence_that_says_otherwise_than_its_conditions_is_refused(
    root: Path, conditions: str, sentence: str, fault: str
) -> None:
    found = faults_of(root, f"\n\n{claim(conditions, sentence)}")
    assert any(fault in each for each in found)
    assert all(each.startswith("docs/page.md:3: ") and "\n" not in each and "; " in each for each in found)


@pytest.mark.parametrize(
    ("conditions", "fault"),
    [
        ("", "claim lacks its argument `conditions`; write {% call claim(conditions, …) %}…{% endcall %}"),
        (SLIM, "a condition is no comparison; compare two figures with <, <=, ==, !=, >= or >"),
        (f"{LESS} and {LESS}", "a condition is joined with `and`; write several conditions with commas between them"),
        (f"{LESS} or {LESS}", "a condition is joined with `or`; write the comparison that holds"),
        (f"not {LESS}", "a condition is turned round with `not`; turn its operator round"),
        (f"{LESS} < 3", "a condition compares more than two figures; write two conditions"),
        (f"{SLIM} in (1, 2)", "a condition compares with `in`"),
        (f"{SLIM} not in x", "a condition compares with `not in`"),
        (f"{SLIM} is defined", "a condition is no comparison"),
        (
            f"{SLIM} < x",
            "`x` is no figure to compare; use macros that measure or count, numbers, + - * / and parentheses",
        ),
        (f"{SLIM}|int < 3", "what a condition reckons with is no figure to compare"),
        (f"{SLIM} < '3 MB'", "a condition compares '3 MB'; use macros"),
        (f"{SLIM} < true", "a condition compares True"),
        (f"-{SLIM} < 3", "what a condition reckons with is no figure"),
        (f"{SLIM} % 2 == 1", "what a condition reckons with is no figure"),
        (f"about({SLIM}, {MULTI}) == 1", "`about` is no figure to compare"),
        ("cited('demo:slim') > 3", "`cited` is no figure to compare"),
        ("size(x) > 3", "an argument of `size` in a condition is no text in quotes"),
        ("size(*x) > 3", "an argument of `size` in a condition is no text in quotes"),
        ("bound('3 MB') < bound('4 MB') * 2", "a condition measures nothing; compare a figure that a macro measures"),
        (f"{SLIM} == {SLIM}", "a condition compares a figure with itself"),
        ("1 < 2", "`conditions` of claim is not a comparison of such facts; write size("),
        ("size('demo:slin') < 3", "there is no image `demo:slin`; did you mean `demo:slim`?"),
    ],
)
def test_a_condition_that_is_not_one_comparison_of_facts_is_refused(root: Path, conditions: str, fault: str) -> None:
    (found,) = faults_of(root, claim(conditions, "It is so."))
    assert found.startswith(f"docs/page.md:1: {fault}")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f"{{{{ claim({LESS}) }}}}", "a claim has no sentence; write {% call claim(size(…) < size(…)) %}the sentence"),
        (claim(LESS, " \n "), "a claim has no sentence"),
        (
            claim(LESS, "One.\n \nTwo."),
            "the sentence of a claim goes over an empty line; claim each sentence by itself",
        ),
        (claim(LESS, "{{ bars('demo:slim') }}"), "`bars` stands in the sentence of a claim; let it print words and"),
        (claim(LESS, "{{ x }}"), "an expression that no macro prints stands in the sentence of a claim"),
        (claim(LESS, "{% if x %}It is less.{% endif %}"), "a statement of Jinja stands in the sentence of a claim"),
        (claim(LESS, claim(LESS, "It is less.")), "a claim stands within a claim"),
        ("{% call(x) claim(" + LESS + ") %}It is less.{% endcall %}", "a claim hands nothing to its sentence; write"),
        (
            "{% call size('demo:slim') %}x{% endcall %}",
            "`size` takes no sentence; write {{ size(…) }}, or {% call claim(",
        ),
        ("{{ about(size('demo:slim'), x) }}", "`x` is no figure to compare"),
        ("{{ than(size('demo:slim'), whole=cited('demo:slim')) }}", "than takes no argument `whole` here"),
        ("{{ than(size('demo:slim'), right=bars('demo:slim')) }}", "`bars` is no figure to compare"),
    ],
)
def test_a_claim_is_a_sentence_with_conditions(root: Path, text: str, fault: str) -> None:
    found = faults_of(root, text)
    assert found[0].startswith(f"docs/page.md:1: {fault}")


def test_a_claim_of_the_pages_own_is_left_alone(root: Path) -> None:
    text = "{% macro claim(x) %}x{% endmacro %}{% call claim(3) %}x{% endcall %}{{ claim(4) }}"
    assert faults_of(root, text) == []


def test_a_claim_on_a_broken_example_is_judged_by_its_words(root: Path) -> None:
    toml = root / "examples/demo.toml"
    toml.write_text(toml.read_text().replace("summary", "sumary", 1))
    (found,) = faults_of(root, claim(LESS, "`demo:slim` is smaller than `demo:multi`."))
    assert "in this order" in found


def test_a_package_that_the_site_asks_for_elsewhere_is_not_named_in_the_place_of_another(root: Path) -> None:
    elsewhere = claim("packages('demo:multi', 'perl-base') == 1", "It has perl-base.")
    text = claim("packages('demo:slim', 'curl') == 1", "It has perl-base.")
    (found,) = faults_of(root, f"{text}\n{elsewhere}")
    assert "docs/page.md:1: the sentence names `perl-base`, and its conditions ask for `curl`" in found


def test_a_base_image_stands_for_the_image_on_it(root: Path) -> None:
    (root / "examples/demo/Dockerfile.slim").write_text("FROM python:3.12\nCOPY app.py .\n")
    conditions = "base_size('demo:slim') > base_size('demo:multi')"
    assert faults_of(root, claim(conditions, "`python:3.12` is larger than `python:3.12-slim`.")) == []
    (found,) = faults_of(root, claim(conditions, "`python:3.12-slim` is larger than `python:3.12`."))
    assert "names `demo:multi`, `demo:slim` in this order" in found


def test_a_command_stands_for_its_images(root: Path) -> None:
    with (root / "examples/demo.toml").open("a") as toml:
        toml.write('\n[commands.list]\nrun = "docker images demo:slim"\nimages = ["demo:slim"]\n')
    text = claim("printed('demo/list', 'demo') >= 1", "Docker lists `demo:slim`.")
    assert faults_of(root, text) == []
    assert "names `demo:multi`" in faults_of(root, text.replace("`demo:slim`", "`demo:multi`"))[0]


FIGURE = "{{ difference('demo:slim', 'demo:multi') }}"


@pytest.mark.parametrize(
    "sentence", [f"the second weighs {FIGURE} less", "the first is larger", "the latter is the smaller one"]
)
def test_the_second_of_two_is_the_right_side_of_a_condition(root: Path, sentence: str) -> None:
    found = faults_of(root, claim(f"{SLIM} > {MULTI}", f"Of `demo:slim` and `demo:multi`, {sentence}."))
    assert not [fault for fault in found if "that it is the other one" in fault]


@pytest.mark.parametrize(
    "sentence", [f"the first weighs {FIGURE} less", "the second is larger", "the former is the smaller one"]
)
def test_the_first_is_not_said_to_be_what_the_second_is(root: Path, sentence: str) -> None:
    found = faults_of(root, claim(f"{SLIM} > {MULTI}", f"Of `demo:slim` and `demo:multi`, {sentence}."))
    assert any("that it is the other one" in fault for fault in found)
