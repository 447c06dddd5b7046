import re
from collections.abc import Callable

import pytest

from macros.pages.facts import Condition, Fact, Missing, Wrong, fact_of, known
from macros.pages.sheet import MacroFault, Sheet

SHEET = Sheet.__new__(Sheet)


def fact(value: float | Missing, unit: str = "bytes", name: str = "size(web:slim)") -> Fact:
    return Fact(name, "web:slim/unpacked_size", value, unit, frozenset({"linux/amd64"}), sheet=SHEET)  # type: ignore[arg-type]


small, large = fact(100), fact(300, name="size(web:fat)")
count = fact(3, "number", "layer_count(web:slim)")
gone = fact(Missing("no engine answers"))


@pytest.mark.parametrize(
    ("reckoned", "value", "unit"),
    [
        (small + large, 400, "bytes"),
        (large - small, 200, "bytes"),
        (small * 2, 200, "bytes"),
        (2 * small, 200, "bytes"),
        (large / 3, 100, "bytes"),
        (large / small, 3, "number"),
        (count + 1, 4, "number"),
        (1 + count, 4, "number"),
        (10 - count, 7, "number"),
        (6 / count, 2, "number"),
        (count * small, 300, "bytes"),
        ((large - small) / small, 2, "number"),
        (small + 0, 100, "bytes"),
    ],
)
def test_facts_reckon_with_their_units(reckoned: Fact, value: float, unit: str) -> None:
    assert (reckoned.value, reckoned.unit) == (value, unit)
    assert reckoned.platforms == {"linux/amd64"}
    assert reckoned.figure is None


def test_what_was_reckoned_says_how() -> None:
    assert ((large - small) / small).text == "(size(web:fat) - size(web:slim)) / size(web:slim)"
    assert [leaf.text for leaf in ((large - small) / 2).leaves] == ["size(web:fat)", "size(web:slim)", "2"]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (small < large, True),
        (small > large, False),
        (small <= fact(100), True),
        (small >= fact(101), False),
        (small == fact(100), True),
        (small != fact(100), False),
        (small > 0, True),
        (count == 3, True),
        (count > 4, False),
        (fact_of(4) < count, False),
        (gone < large, None),
        (large < gone * 2, None),
    ],
)
def test_a_comparison_holds_or_not_or_is_not_known(condition: Condition, holds: object) -> None:
    assert condition.holds is holds


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (small < 50, "`size(web:slim)`, in bytes, is compared with `50`, a number; write a size as bound"),
        (small < count, "is compared with `layer_count(web:slim)`, a number"),
        (count > small, "`size(web:slim)`, in bytes, is compared with `layer_count(web:slim)`"),
        (small + 5 < large, "is added to `5`, a number"),
        (small * large < large, "bytes, which do not multiply"),
        (count / small < 3, "a number, is divided by bytes"),
        (small / fact(0) < 3, "is 0, so that nothing is a multiple of it"),
        (small < "50 MB", "`50 MB` is nothing that was measured or counted"),
        (small < True, "`True` is nothing that was measured"),
        (small < (small < large), "`size(web:slim) < size(web:fat)` is nothing that was measured"),
    ],
)
def test_what_cannot_be_compared_says_so_and_what_to_do(condition: Condition, sentence: str) -> None:
    with pytest.raises(MacroFault, match=re.escape(sentence)):
        _ = condition.holds


@pytest.mark.parametrize(
    "asked",
    [
        lambda: small < large < small,
        lambda: small < large and large < small,  # noqa: PLR1716 - what a page may write
        lambda: small in (large, small),
        lambda: not (small < large),
    ],
)
def test_a_comparison_is_no_truth_value(asked: Callable[[], object]) -> None:
    with pytest.raises(MacroFault, match="several conditions are several arguments"):
        asked()


def test_a_mistake_is_kept_until_somebody_asks() -> None:
    wrong = fact_of("text") * 2 + small
    assert isinstance(wrong.value, Wrong)
    with pytest.raises(MacroFault, match="`text`"):
        known(wrong)
