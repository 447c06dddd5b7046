"""Styles and scripts as one file each, with the real MkDocs on a small project."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from macros.site import build_site
from tests.unit.pages.test_myths import CONFIGURATION, REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

    from macros.plan.findings import Findings

NAMED = """
extra_css: [assets/a.css, assets/b.css, other/c.css]
extra_javascript:
  - {path: assets/a.js, defer: true}
  - {path: assets/b.js, defer: true}
  - {path: assets/m.js, type: module}
"""


@pytest.fixture
def page(root: Path, findings: Findings) -> str:
    """The home page of a site with styles and scripts of its own."""
    (root / "mkdocs.yml").write_text(CONFIGURATION + NAMED)
    (root / "macros").symlink_to(REPOSITORY / "macros")
    for name, text in {
        "assets/a.css": "a { color: red }",
        "assets/b.css": "b { color: blue }\n",
        "other/c.css": "c {}",
        "assets/a.js": '"use strict";\nconst one = 1;',
        "assets/b.js": '"use strict";\nconst one = 2;\n',
        "assets/m.js": "export {}",
        "index.md": "# Home\n",
    }.items():
        (root / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "docs" / name).write_text(text)
    build_site(root, lambda: findings)
    return (root / "site/index.html").read_text()


def test_styles_of_components_are_one_file_in_their_order(root: Path, page: str) -> None:
    (name,) = re.findall(r'href="(assets/tare\.[0-9a-f]{10}\.css)"', page)
    assert (root / "site" / name).read_text() == "a { color: red }\nb { color: blue }\n"
    assert not (root / "site/assets/a.css").exists()
    assert 'href="other/c.css"' in page


def test_scripts_of_components_are_one_file_of_blocks(root: Path, page: str) -> None:
    (name,) = re.findall(r'<script src="(assets/tare\.[0-9a-f]{10}\.js)" defer', page)
    script = (root / "site" / name).read_text()
    assert script.startswith('"use strict";\n{\n')
    assert script.count("const one") == script.count("\n}\n") == 2
    assert 'src="assets/m.js" type="module"' in page
