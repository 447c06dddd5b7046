from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.plan.figure_words import figure_word_faults
from macros.plan.templates import read_templates

if TYPE_CHECKING:
    from pathlib import Path

SIZE, DIFFERENCE = '{{ size("demo:slim") }}', '{{ difference("demo:fat", "demo:slim") }}'
PACKED = '{{ size("demo:slim", what="transfer_size") }}'
COMPARED = 'size("demo:slim") < size("demo:fat")'
OWN, LAYER = '{{ own_size("demo:slim") }}', '{{ layer_size("demo:slim", "RUN") }}'


def faults_of(root: Path, text: str) -> list[str]:
    (root / "docs").mkdir(exist_ok=True)
    (root / "docs/page.md").write_text(f"# A page\n\n{text}\n")
    templates, faults = read_templates(root / "docs")
    assert not faults
    return [str(fault) for fault in figure_word_faults(templates)]


@pytest.mark.parametrize(
    "text",
    [
        f"`demo:slim` weighs {SIZE}, and saves {DIFFERENCE}.",
        f"It weighs {DIFFERENCE} less.",
        f"It adds {OWN}, of which the layer weighs {LAYER}.",
        f"{SIZE} unpacked are {PACKED} to transfer.",
        f"A pull downloads {PACKED}.",
        f"Deleting it saves {LAYER}.",
    ],
)
def test_a_figure_may_stand_beside_words_that_call_it_what_it_is(tmp_path: Path, text: str) -> None:
    assert faults_of(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"`demo:slim` weighs only {DIFFERENCE}.", "`weighs only` stands before a difference"),
        (f"`demo:slim` weighs {OWN}.", "`weighs` stands before what the Dockerfile adds"),
        (f"The slim base saves {SIZE}.", "`saves` stands before a whole size"),
        (f"A pull downloads {SIZE}.", "`downloads` stands beside a figure that is not the transfer size"),
        (f"It is {SIZE} to download.", "`to download` stands beside a figure that is not the transfer size"),
        (f"It is {PACKED} unpacked.", "`unpacked` stands beside a transfer size"),
        (
            f"{{% call claim({COMPARED}) %}}`demo:slim`, which weighs {DIFFERENCE}, is smaller.{{% endcall %}}",
            "`weighs` stands before a difference",
        ),
    ],
)
def test_words_that_call_a_figure_something_else_are_refused(tmp_path: Path, text: str, problem: str) -> None:
    [fault] = faults_of(tmp_path, text)
    assert fault.startswith("docs/page.md:3: ")
    assert problem in fault
