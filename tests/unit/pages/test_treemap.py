import re
from dataclasses import replace

import pytest

from macros.pages.sheet import MacroFault, Sheet
from macros.pages.treemap import treemap
from macros.pages.weighed import weighed
from macros.records.measurement import FolderSize, Measurement, Package, Packages


@pytest.fixture
def filled(sheet: Sheet) -> Sheet:
    """A sheet whose `myapp:slim` has packages and a folder."""
    slim = sheet.findings.outcomes["myapp:slim"]
    assert isinstance(slim, Measurement)
    packages = Packages((Package("libc6", "2.41", 40_000_000), Package("<b>", "1", 20_000_000)), (), ())
    outcomes = dict(sheet.findings.outcomes)
    outcomes["myapp:slim"] = replace(
        slim, packages=packages, largest_folders=(FolderSize("usr/local/lib/python3.13", 60_000_000, 9),)
    )
    return replace(sheet, findings=replace(sheet.findings, outcomes=outcomes))


def areas(html: str) -> list[float]:
    sides = re.findall(r"--tare-width: ([\d.]+)%; --tare-height: ([\d.]+)%", html)
    return [float(width) * float(height) / 100 for width, height in sides]


def test_areas_are_to_scale_and_fill_the_map(filled: Sheet) -> None:
    html = treemap(filled, "myapp:slim")
    sizes = [float(value) for value in re.findall(r'<data value="(\d+)[^>]*>(?=.*</li>)', html)][-3:]
    assert sum(areas(html)) == pytest.approx(100, abs=0.1)
    assert [area * sum(sizes) / 100 for area in areas(html)] == pytest.approx(sizes, rel=0.01)


def test_each_tile_has_its_row_with_a_figure_that_opens_the_passport(filled: Sheet) -> None:
    html = treemap(filled, "myapp:slim")
    table = html[html.index("<table") :]
    assert table.count('popovertarget="tare-passport-myapp:slim"') == html.count("<li ") == 3


def test_names_out_of_an_image_are_escaped(filled: Sheet) -> None:
    html = treemap(filled, "myapp:slim")
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_a_folder_deep_down_is_short_on_its_tile_and_whole_in_the_table(filled: Sheet) -> None:
    html = treemap(filled, "myapp:slim", by="folders")
    assert '"tare-tile__name">…/python3.13</span>' in html
    assert '<th scope="row">/usr/local/lib/python3.13</th>' in html


def test_tiles_of_nothing_that_there_is_are_a_fault(filled: Sheet) -> None:
    with pytest.raises(MacroFault, match="no tiles for `folder`; did you mean `folders`"):
        treemap(filled, "myapp:slim", by="folder")


def test_an_image_that_was_not_measured_has_its_reason_in_place_of_tiles(sheet: Sheet) -> None:
    for html in (treemap(sheet, "myapp:alpine"), weighed(sheet, "myapp:alpine")):
        assert "alpine has no stand-in" in html


def test_what_tare_weigh_prints_is_shown_whole(filled: Sheet) -> None:
    html = weighed(filled, "myapp:slim")
    assert "tare weigh myapp:slim" in html
    assert "unpacked    129 MB  the files in all layers" in html
    assert "libc6 2.41" in html
