"""Claims on pages, with the real MkDocs on a small project."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.errors import WrongSource
from macros.site import build_site

if TYPE_CHECKING:
    from macros.plan.findings import Findings

REPOSITORY = Path(__file__).parents[3]
CONFIGURATION = """
site_name: test
theme: {name: material, font: false}
plugins: [macros: {module_name: macros, on_undefined: strict, on_error_fail: false}, tare]
markdown_extensions: [attr_list, md_in_html, tables, toc: {permalink: true}, macros.pages.extension]
"""
TRUE = 'size("myapp:slim") < size("myapp:fat")'


@pytest.fixture
def project(root: Path) -> Path:
    (root / "mkdocs.yml").write_text(CONFIGURATION)
    (root / "macros").symlink_to(REPOSITORY / "macros")
    (root / "docs").mkdir()
    return root


def built(project: Path, findings: Findings, text: str) -> str:
    (project / "docs/index.md").write_text(f"# Home\n\n{text}\n")
    build_site(project, lambda: findings)
    page = (project / "site/index.html").read_text()
    return page[page.index("<article") : page.index("</article>")]


def faults(project: Path, findings: Findings, text: str) -> list[str]:
    with pytest.raises(WrongSource) as wrong:
        built(project, findings, text)
    return [str(fault) for fault in wrong.value.faults]


def note_of(html: str) -> str:
    """The text of the evidence that the first mark opens."""
    target = re.search('tare-claim__mark" popovertarget="([^"]+)"', html)
    assert target
    start = html.index(f'id="{target[1]}"')
    return " ".join(unescape(re.sub("<[^>]*>", " ", html[start + 50 : html.index("Close", start)])).split())


def test_a_claim_that_holds_stands_with_its_mark_and_evidence(project: Path, findings: Findings) -> None:
    html = built(project, findings, f"{{% call claim({TRUE}) %}}`myapp:slim` is *smaller*.{{% endcall %}} So.")
    assert '<p><span class="tare-claim"><code>myapp:slim</code> is <em>smaller</em>.<button' in html
    assert re.search(r'aria-label="What bears this out"></button>\s*</span> So.</p>', html)
    assert note_of(html).endswith("size(myapp:slim) 129 MB smaller than size(myapp:fat) 1.1 GB")
    assert 'id="tare-passport-myapp:fat"' in html
