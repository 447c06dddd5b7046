import math

import pytest

from macros.pages.words import _ABOUT, about_words, than_words

RATIOS = [math.exp(step / 200) for step in range(-1200, 1200)]
WORDS = {words: ratio for ratio, words in _ABOUT.items()}


def test_words_are_never_off_by_more_than_an_eighth() -> None:
    within = [ratio for ratio in RATIOS if 1 / 100 <= ratio <= 100]
    factors = {ratio: ratio / WORDS[about_words(ratio)] for ratio in within}
    assert {ratio: factor for ratio, factor in factors.items() if max(factor, 1 / factor) > 1 + 1 / 8} == {}


def test_a_larger_ratio_never_gets_words_for_a_smaller_one() -> None:
    meant = [WORDS[about_words(ratio)] for ratio in RATIOS if 1 / 100 <= ratio <= 100]
    assert meant == sorted(meant)


def test_every_ratio_has_words_of_its_own() -> None:
    assert len(WORDS) == len(_ABOUT)


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (0, "nothing of"),
        (1e-9, "less than a hundredth of"),
        (0.00999, "less than a hundredth of"),
        (0.01, "about a hundredth of"),
        (1 / 18, "about an eighteenth of"),
        (1 / 8, "about an eighth of"),
        (1 / 9, "about a ninth of"),
        (0.5, "about half of"),
        (0.95, "nearly all of"),
        (0.999, "about as much as"),
        (1.02, "about as much as"),
        (2.1, "about twice"),
        (8.56, "about nine times"),
        (100, "about a hundred times"),
        (100.1, "more than a hundred times"),
        (1e12, "more than a hundred times"),
    ],
)
def test_a_ratio_reads(ratio: float, words: str) -> None:
    assert about_words(ratio) == words


def test_nearly_all_is_never_said_of_the_whole_or_more() -> None:
    assert all(about_words(ratio) != "nearly all of" for ratio in RATIOS if ratio >= 1)


def test_a_negative_ratio_has_no_words() -> None:
    with pytest.raises(ValueError, match="no ratio"):
        about_words(-0.1)


def test_a_byte_decides_what_is_smaller() -> None:
    assert than_words(128_500_045, 128_500_046) == "smaller than"
