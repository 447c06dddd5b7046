from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import all_faults_of

if TYPE_CHECKING:
    from pathlib import Path

LESS = "size('demo:multi') < size('demo:slim')"
CLAIM = f"{{% call claim({LESS}) %}}It is smaller.{{% endcall %}}"
SAME_FIGURE = "a condition compares a figure with itself"


def myth(arguments: str = f"'It is smaller', {LESS}, why='true'", paragraph: str = "So it is.") -> str:
    return f"{{% call myth({arguments}) %}}\n{paragraph}\n{{% endcall %}}"


@pytest.mark.parametrize(
    "text",
    [
        myth(),
        f"# Title\n\n{myth()}\n\n{myth()}\n",
        f"before\n{myth()}  \nafter",
        f"{{% set x = 1 %}}\n{myth()}",
        myth(paragraph=f"It has {{{{ size('demo:slim') }}}}. {CLAIM}"),
        myth("'`demo:slim` is always enough', packages('demo:slim', 'gcc*') == 0, why='depends'"),
        myth("'The order of COPY changes the size', size('demo:slim') != size('demo:multi'), why='false'"),
        myth("'It is no larger than half', size('demo:multi') < size('demo:slim') / 2, why='false'"),
        myth(f"'A smaller image needs `pip`', {LESS}, why='false'"),
        "{% macro myth(x) %}{{ x }}{% endmacro %}{{ myth('a page may have one of its own') }}",
    ],
)
def test_a_myth_of_the_right_form_has_no_fault(root: Path, text: str) -> None:
    assert all_faults_of(root, text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (myth(f"'x', {LESS}"), "myth lacks its argument `why`; write {% call myth(statement, conditions, …, why=…) %}"),
        (myth(f"'x', {LESS}, why='flase'"), "no verdict is called `flase`; did you mean `false`?"),
        (myth(f"'x', {LESS}, why='not decided'"), "no verdict is called `not decided`; there are `depends`, `false`"),
        (myth(f"'x', {LESS}, because='true'"), "myth takes no argument `because` here"),
        (myth(f"'', {LESS}, why='true'"), "myth is asked for nothing"),
        (myth("'x', why='true'"), "myth lacks its argument `conditions`"),
        (myth("'x', 1 < 2, why='true'"), "`conditions` of myth is not a comparison of such facts; write size("),
        (myth(f"{LESS}, 'x', why='true'"), "`conditions` of myth is not a comparison of such facts"),
        (myth("'x', size('demo:slim') < size('demo:slim'), why='true'"), SAME_FIGURE),
        (myth(f"'x', {LESS} and {LESS}, why='true'"), "a condition is joined with `and`"),
        (myth("'x', size('demo:slmi') < size('demo:multi'), why='true'"), "there is no image `demo:slmi`"),
        (myth(f"'It is larger', {LESS}, why='false'"), "the sentence says `larger`, and no condition of its claim has"),
        (f"{{{{ myth('x', {LESS}, why='true') }}}}", "a myth has no paragraph; write {% call myth("),
        (myth(paragraph="\n"), "a myth has no paragraph"),
        (myth(paragraph="One.\n\nTwo."), "the paragraph of a myth goes over an empty line"),
        (myth(paragraph="{{ bars('demo:slim') }}"), "the paragraph of a myth holds more than words, figures and"),
        (myth(paragraph="{{ 1 + 1 }}"), "the paragraph of a myth holds more than words, figures and claims"),
        (myth(paragraph="{% if true %}x{% endif %}"), "a statement of Jinja stands in the paragraph of a myth"),
        (myth(paragraph="`demo:multi` is smaller than `demo:slim`."), "`smaller than` is a comparison that nothing"),
        (myth(paragraph=CLAIM.replace("smaller", "larger")), "the sentence says `larger`, and no condition of its"),
        (myth(paragraph=f"Why. {myth()}"), "`myth` stands within a myth; end the myth before it"),
        (f"{{% call claim({LESS}) %}}It is smaller. {myth()}{{% endcall %}}", "a myth stands within a claim"),
        (f"So: {myth()}", "a myth stands inside a sentence; give it lines of its own"),
        (f"- item\n\n    {myth()}", "a myth stands inside a sentence"),
        (f"{myth()} so", "a myth stands inside a sentence"),
        (f"{myth()}{{{{ size('demo:slim') }}}}", "a myth stands inside a sentence"),
        (f"{{% if true %}}\n{myth()}\n{{% endif %}}", "a myth stands within another block"),
        (myth().replace("call myth", "call(x) myth"), "a myth hands nothing to its paragraph"),
    ],
)
def test_a_myth_of_a_wrong_form_is_refused(root: Path, text: str, fault: str) -> None:
    assert any(fault in found for found in all_faults_of(root, text)), all_faults_of(root, text)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (f"'It is never smaller', {LESS}, why='true'", "the sentence says `never smaller`"),
        ("'It has no curl', packages('demo:slim', 'curl') > 0, why='true'", "the sentence says `no`"),
        (f"'It is smaller and faster', {LESS}, why='true'", "the sentence says `faster`, which no macro measures"),
        (f"'It saves a layer, one layer', {LESS}, why='true'", "counts `one layer`, and no condition"),
        (f"'It is much smaller', {LESS}, why='true'", "no condition of its claim compares with a multiple"),
        (
            f"'It is no larger than half', {LESS}, why='false'",
            'the statement says "half", and no condition of the myth',
        ),
        (f"'Two smaller images are stored twice', {LESS}, why='true'", 'says "twice", and no condition of the myth'),
        (f"'apt makes it smaller', {LESS}, why='true'", "the statement is about `apt`, which is in no Dockerfile"),
        (f"'A `USER` makes it smaller', {LESS}, why='true'", "the statement is about `user`, which is in no"),
        (f"'It is best copied last', {LESS}, why='true'", "sizes alone decide the myth"),
    ],
)
def test_the_statement_of_a_myth_says_what_its_conditions_ask(root: Path, arguments: str, problem: str) -> None:
    assert any(problem in fault for fault in all_faults_of(root, myth(arguments)))


def test_a_fault_of_a_myth_has_the_line_on_which_it_begins(root: Path) -> None:
    (found,) = all_faults_of(root, "# Title\n\n" + myth(paragraph="a\n\nb"))
    assert found.startswith("docs/page.md:3: ")
