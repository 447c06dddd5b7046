from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.errors import WrongSource
from macros.pages.configuration import read_configuration

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """site_name: test
theme: mkdocs
plugins:
  - search
  - macros:
      on_error_fail: false
"""


@pytest.mark.parametrize(
    ("good", "bad", "sentence"),
    [
        ("  - search", "  - serch", '4: `plugins`: The "serch" plugin is not installed; did you mean `search`?'),
        ("theme: mkdocs", "theme: nosuch", "2: `theme`: Unrecognised theme name: 'nosuch'. The available"),
        ("false", "7", "6: `plugins`: Plugin 'macros' option 'on_error_fail': Expected type: <class 'bool'> but"),
        ("site_name: test\n", "", " `site_name`: Required configuration not provided; correct it"),
        ("theme", "site_nam", "2: `site_nam`: Unrecognised configuration name: site_nam; did you mean `site_name`?"),
        ("theme: mkdocs", "theme: [", "4: while parsing a flow node"),
        ("theme: mkdocs", "nav: 3", "2: `nav`: "),
    ],
)
def test_what_mkdocs_rejects_is_one_sentence_with_its_line(tmp_path: Path, good: str, bad: str, sentence: str) -> None:
    (tmp_path / "docs").mkdir()
    path = tmp_path / "mkdocs.yml"
    path.write_text(GOOD)
    read_configuration(path)
    path.write_text(GOOD.replace(good, bad, 1))
    with pytest.raises(WrongSource) as wrong:
        read_configuration(path)
    assert str(wrong.value).startswith(f"mkdocs.yml:{sentence}")
    assert "\n" not in str(wrong.value)
