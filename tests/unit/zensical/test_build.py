"""The real Zensical on a small project and findings that are given, held against MkDocs on the same."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from macros.errors import SurroundingsError, WrongSource
from macros.plan.readings import spoken_of, write_marks
from macros.site import build_site
from tests.docs.built import read_page
from tests.docs.links import broken_links

if TYPE_CHECKING:
    from macros.plan.findings import Findings

REPOSITORY = Path(__file__).parents[3]
CONFIGURATION = """
site_name: test
theme: {name: material, font: false}
plugins: [search, macros: {module_name: macros, on_undefined: strict}, tare]
markdown_extensions: [pymdownx.superfences, macros.pages.extension]
nav: [index.md, two.md, three.md, four.md, deep/index.md, deep/down.md]
validation:
  nav: {omitted_files: warn, not_found: warn}
  links: {anchors: warn, absolute_links: warn, unrecognized_links: warn}
"""
FRONT_MATTER = "---\ntitle: a page\n---\n\n"
PAGES = {
    "index.md": '# Home\n\n{{ size("myapp:slim") }}\n\n{{ download("myapp") }}\n\n[two](two.md#there), [text](a.txt)\n',
    "deep/index.md": '# Deep\n\n{{ download("myapp") }}\n\n[results](../results.json), [down](down.md)\n',
    "deep/down.md": '# Down\n\n{{ download("myapp") }}\n\n[results](../results.json), [text](../a.txt)\n',
    "two.md": '# Two\n\n## There\n\n{{ bars("myapp:fat", "myapp:slim") }}\n',
    "three.md": '# Three\n\n{% call claim(size("myapp:slim") < size("myapp:fat")) %}`myapp:slim` is smaller than '
    "`myapp:fat`.{% endcall %}\n",
    "four.md": '# Four\n\n{% call claim(size("myapp:fat") > size("myapp:slim")) %}`myapp:fat` is larger than '
    "`myapp:slim`.{% endcall %}\n",
}


@pytest.fixture
def project(root: Path) -> Path:
    (root / "mkdocs.yml").write_text(CONFIGURATION)
    (root / "macros").symlink_to(REPOSITORY / "macros")
    (root / "docs/deep").mkdir(parents=True)
    (root / "docs/a.txt").write_text("text")
    for name, text in PAGES.items():
        write(root, name, text)
    return root


def write(project: Path, page: str, text: str) -> None:
    (project / "docs" / page).write_text(FRONT_MATTER + text)


def faults_of(project: Path, findings: Findings, generator: str) -> list[str]:
    with pytest.raises(WrongSource) as wrong:
        build_site(project, lambda: findings, generator)
    return [str(fault) for fault in wrong.value.faults]


def built(project: Path, findings: Findings, generator: str) -> dict[str, bytes]:
    """Build with a generator, and return every file of the site."""
    folder = project / generator
    build_site(project, lambda: findings, generator, folder)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_site_has_the_pages_figures_and_results_that_mkdocs_makes(project: Path, findings: Findings) -> None:
    before = {path.name for path in project.iterdir()}
    one, other = built(project, findings, "mkdocs"), built(project, findings, "zensical")
    assert {name for name in one if not name.startswith(("assets/", "search/", "sitemap"))} <= set(other)
    beside = [name for name in one if name.startswith(("results", "downloads/", "a.txt"))]
    assert [name for name in beside if one[name] != other[name]] == []
    pages = {name: read_page(project / "zensical" / name) for name in one if name.endswith(".html")}
    assert list(broken_links(project / "zensical", pages)) == []
    for name, ours in pages.items():
        theirs = read_page(project / "mkdocs" / name)
        assert (ours.figures, ours.title) == (theirs.figures, theirs.title), name
        assert b'http-equiv="Content-Security-Policy"' in other[name], name
    assert {path.name for path in project.iterdir()} - before == {"mkdocs", "zensical"}


def test_claims_are_published_in_the_order_of_the_pages(project: Path, findings: Findings) -> None:
    # MkDocs renders index.md first, and Zensical four.md.
    write(project, "index.md", PAGES["four.md"].replace("# Four", "# Home"))
    assert built(project, findings, "zensical")["results.json"] == built(project, findings, "mkdocs")["results.json"]


def test_the_same_faults_are_told_at_once_and_in_the_same_words(project: Path, findings: Findings) -> None:
    write(project, "one.md", '# One\n\n{{ size("myapp:slimm") }}\n\ntext {{ ratio("myapp:fat") }}\n')
    write(
        project,
        "two.md",
        '# Two\n\n```\n{{ size("myapp:fat") }}\n```\n\n[a](nowhere.md) [b](index.md#no) [c](#no) [d](/root/) [e](odd)'
        ' <a href="raw">f</a> [g](a.txt)\n',
    )
    write(project, "three.md", '# Three\n\n{{ sise("myapp:fat") }}\n')
    write(project, "four.md", "# Four\n\n{{ size( }}\n")
    write(project, "five.md", "# Five\n\n{{ 1 / 0 }}\n")
    write(project, "six.md", '# Six\n\nsee {{ bars("myapp:slim") }} here\n')
    write(project, "seven.md", PAGES["four.md"].replace(">", "<").replace("larger", "smaller"))
    (project / "docs/eight.md").write_text('---\ntitle: a: b\n---\n\n# Eight\n\n{{ size("nope") }}\n')
    (project / "mkdocs.yml").write_text(CONFIGURATION.replace("deep/down.md]", "deep/down.md, gone.md]"))
    faults = faults_of(project, findings, "mkdocs")
    assert faults_of(project, findings, "zensical") == faults
    assert {re.sub(":.*", "", fault) for fault in faults} >= {
        "mkdocs.yml",
        *(f"docs/{name}.md" for name in ("one", "two", "three", "four", "five", "six", "seven", "eight")),
    }


def test_a_fault_leaves_the_last_good_site_as_it_was(project: Path, findings: Findings) -> None:
    before = built(project, findings, "zensical")
    entries = {path.name for path in project.iterdir()}
    write(project, "index.md", '# Home\n\n{{ size("nope") }}\n')
    with pytest.raises(WrongSource):
        built(project, findings, "zensical")
    folder = project / "zensical"
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == set(before)
    assert (folder / "index.html").read_bytes() == before["index.html"]
    assert {path.name for path in project.iterdir()} == entries


def test_a_title_that_a_macro_stands_in_is_a_fault(project: Path, findings: Findings) -> None:
    (project / "docs/index.md").write_text("---\ntitle: '{{ size(\"myapp:slim\") }}'\n---\n\ntext\n")
    assert "a macro stands where nothing can be shown" in faults_of(project, findings, "zensical")[0]


def test_a_bug_in_a_macro_keeps_its_traceback(
    project: Path, findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_scale: object, _size: int) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("macros.pages.scale.Scale.share", broken)
    with pytest.raises(ZeroDivisionError) as raised:
        build_site(project, lambda: findings, "zensical")
    assert raised.traceback[-1].name == "broken"


def test_a_bug_elsewhere_ends_with_what_zensical_said_of_it(
    project: Path, findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise ZeroDivisionError("in an extension")

    monkeypatch.setattr("macros.pages.extension.banners", broken)
    with pytest.raises(RuntimeError, match=r"Zensical gave up: .*ZeroDivisionError: in an extension") as raised:
        build_site(project, lambda: findings, "zensical")
    assert "Build started" in str(raised.value)


def test_an_interruption_while_pages_are_rendered_is_one(
    project: Path, findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("macros.pages.extension.banners", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build_site(project, lambda: findings, "zensical")
    assert not (project / "site").exists()


def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing(
    project: Path, findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_arguments: object, **_keywords: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = {path.name for path in project.iterdir()}
    monkeypatch.setattr("macros.zensical.build.shutil.copytree", fill)
    with pytest.raises(SurroundingsError, match="cannot be written: No space left on device; make room on its disk"):
        build_site(project, lambda: findings, "zensical")
    assert {path.name for path in project.iterdir()} == before


def test_nothing_of_zensical_is_printed(project: Path, findings: Findings, capfd: pytest.CaptureFixture[str]) -> None:
    write_marks(project, spoken_of(findings.catalog))
    built(project, findings, "zensical")
    assert capfd.readouterr() == ("", "")


def test_one_setting_moves_the_site(project: Path, findings: Findings) -> None:
    configuration = CONFIGURATION.replace(", tare]", ", tare: {generator: zensical}]")
    (project / "mkdocs.yml").write_text(configuration)
    build_site(project, lambda: findings)
    assert '<data value="128500045" data-tare="myapp:slim/unpacked_size">' in (project / "site/index.html").read_text()
    assert (project / "site/search.json").is_file()


def test_plugins_extensions_and_theme_may_be_written_in_any_form(project: Path, findings: Findings) -> None:
    (project / "mkdocs.yml").write_text(
        "site_name: test\ntheme: material\n"
        "plugins: {search: , macros: {module_name: macros, on_undefined: strict}, tare: {}}\n"
        "markdown_extensions: {toc: {permalink: true}, macros.pages.extension: }\n"
        "extra_javascript: [{path: a.txt, async: true}, a.txt]\n"
    )
    page = built(project, findings, "zensical")["index.html"].decode()
    assert 'data-tare="myapp:slim/unpacked_size"' in page
    assert 'class="headerlink"' in page
    assert '<script src="a.txt" async' in page.replace("./a.txt", "a.txt")
