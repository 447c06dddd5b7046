from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import all_faults_of

if TYPE_CHECKING:
    from pathlib import Path


def guess(arguments: str = "'What does it weigh?', size('demo:slim')", paragraph: str = "So it is.") -> str:
    return f"{{% call guess({arguments}) %}}\n{paragraph}\n{{% endcall %}}"


@pytest.mark.parametrize(
    "text",
    [
        guess(),
        guess("'How often as much?', ratio('demo:slim', 'demo:multi')"),
        guess(paragraph="It has {{ size('demo:slim') }}."),
        "{% macro guess(x) %}{{ x }}{% endmacro %}{{ guess('a page may have one of its own') }}",
    ],
)
def test_a_guess_of_the_right_form_has_no_fault(root: Path, text: str) -> None:
    assert all_faults_of(root, text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (guess("'It is large', size('demo:slim')"), "what a guess asks is no question; end it with a question mark"),
        (guess("'What?', size('demo:slmi')"), "there is no image `demo:slmi`"),
        (guess("'What?', 3"), "`fact` of guess is not"),
        (guess("'What?'"), "guess lacks its argument `fact`; write {% call guess("),
        (guess("'What?', cited('demo:slim')"), "`cited` is no figure to compare"),
        (guess(paragraph=""), "a guess has no paragraph; write {% call guess("),
        ("{{ guess('What?', size('demo:slim')) }}", "a guess has no paragraph"),
        (guess(paragraph="One.\n\nTwo."), "the paragraph of a guess goes over an empty line"),
        (guess(paragraph="{{ bars('demo:slim') }}"), "the paragraph of a guess holds more than words, figures and"),
        (guess(paragraph="`demo:multi` is smaller than `demo:slim`."), "`smaller than` is a comparison that nothing"),
        (f"So: {guess()}", "a guess stands inside a sentence; give it lines of its own"),
        (f"{{% if true %}}\n{guess()}\n{{% endif %}}", "a guess stands within another block"),
        (f"{{% call claim(size('demo:slim') > 0) %}}It is. {guess()}{{% endcall %}}", "a guess stands within a claim"),
    ],
)
def test_a_guess_of_a_wrong_form_is_refused(root: Path, text: str, fault: str) -> None:
    assert any(fault in found for found in all_faults_of(root, text)), all_faults_of(root, text)
