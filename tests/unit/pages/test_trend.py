import re

import pytest

from macros.pages.sheet import MacroFault, Sheet
from macros.pages.trend import trend


def test_each_measured_step_is_a_point_as_high_as_its_size(sheet: Sheet) -> None:
    html = trend(sheet, "myapp")
    heights = [float(each) for each in re.findall(r"--tare-left: [\d.]+%; --tare-at: ([\d.]+)%", html)]
    sizes = [float(each) for each in re.findall(r'<data value="(\d+)', html)]
    assert len(heights) == len(sizes) >= 2
    assert [height / heights[0] for height in heights] == pytest.approx([size / sizes[0] for size in sizes], abs=1e-3)


def test_the_line_goes_through_the_points(sheet: Sheet) -> None:
    html = trend(sheet, "myapp")
    points = re.findall(r"--tare-left: ([\d.]+)%; --tare-at: ([\d.]+)%", html)
    line = re.search(r'<polyline points="([^"]*)"', html)
    assert line
    assert [float(each) for each in re.split("[ ,]", line[1])] == pytest.approx(
        [value for left, up in points for value in (float(left), 100 - float(up))], abs=0.011
    )


def test_an_example_without_a_ladder_is_a_fault(sheet: Sheet) -> None:
    with pytest.raises(MacroFault, match="`web`"):
        trend(sheet, "web")
