from hypothesis import given
from hypothesis import strategies as st

from macros.pages.scale import MOST_LABELS, scale_for


@given(st.lists(st.integers(min_value=0, max_value=10**13), max_size=5))
def test_every_axis_holds_its_bars_and_a_readable_number_of_ticks(sizes: list[int]) -> None:
    scale = scale_for(sizes)
    assert all(0 <= float(scale.share(size).rstrip("%")) <= 100 for size in sizes)
    assert 1 <= len(scale.ticks) <= MOST_LABELS + 1
    assert all(0 <= tick.position <= 100 for tick in scale.ticks)
