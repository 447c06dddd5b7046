import re

import pytest
from markdown import Markdown

from macros.pages.answers import figure_of
from macros.pages.door import Delivery, Door, Place
from macros.pages.figures import size
from macros.pages.sheet import Sheet
from macros.pages.site_build import SiteBuild, begin_build
from macros.plan.findings import Findings

EXTENSIONS = ["admonition", "attr_list", "def_list", "md_in_html", "tables", "toc", "abbr", "footnotes", "smarty"]
HOSTILE = "<b>*not* [emphasis](x) -- &amp; {{ 1 }} ``` HTML</b>"
PLACE = Place("docs/index.md", 3)


@pytest.fixture
def build(findings: Findings) -> SiteBuild:
    return begin_build(findings)


def convert(text: str) -> str:
    return str(Markdown(extensions=[*EXTENSIONS, "pymdownx.superfences", "macros.pages.extension"]).convert(text))


def admit(build: SiteBuild, *, block: bool, html: str = HOSTILE) -> str:
    return build.door.admit(Delivery(html, Sheet(build.findings), PLACE, "bars"), block=block)


@pytest.mark.parametrize(
    "page",
    [
        "{block}",
        "- item\n\n    {block}\n\n- other",
        "- {inline} in a list",
        "!!! note\n    {block}\n\n    text {inline}",
        "| a | b |\n|---|---|\n| {inline} | {inline} |",
        "# A heading with {inline} {{ #heading }}\n\ntext",
        "> quoted {inline}",
        "term\n:   {inline}",
        "*emphasis {inline}* and **{inline}**",
        "<div markdown>\n\n{block}\n\ntext {inline}\n\n</div>",
        "text[^1]\n\n[^1]: footnote {inline}",
        "*[HTML]: an abbreviation\n\nHTML {inline}",
    ],
)
def test_html_comes_through_markdown_unchanged(build: SiteBuild, page: str) -> None:
    block, inline = admit(build, block=True, html=f"<div>{HOSTILE}</div>"), admit(build, block=False)
    html = convert(page.format(block=block, inline=inline))
    assert html.count(HOSTILE) == page.count("{block}") + page.count("{inline}")
    assert not list(build.door.left_over(html))
    assert not build.faults
    assert "<p><div>" not in html


@pytest.mark.parametrize(
    "page", ["text {block}", "# A heading {block}", "- item {block}\n\n    text", "*so* {block} too"]
)
def test_a_block_beside_words_says_so(build: SiteBuild, page: str) -> None:
    convert(page.format(block=admit(build, block=True)))
    assert [str(fault) for fault in build.faults] == [
        "docs/index.md:3: `bars` stands inside a sentence; give it a line of its own"
    ]


def test_what_was_put_in_is_not_searched_for_tokens(build: SiteBuild) -> None:
    token = admit(build, block=False)
    html, _ = build.door.put_in_place(admit(build, block=False, html=f"see {token}"))
    assert HOSTILE not in html


def test_a_token_in_a_code_block_is_left_over_and_says_where(build: SiteBuild) -> None:
    html = convert(f"```\n{admit(build, block=False)}\n```")
    assert list(build.door.left_over(html)) == [PLACE]


def test_nobody_can_guess_a_token() -> None:
    first, second = (Door().admit(Delivery("", Sheet.__new__(Sheet), PLACE, "size"), block=False) for _ in range(2))
    assert first != second
    assert len(re.findall("[0-9a-f]{24}", first)) == 1


def test_control_characters_and_lone_surrogates_reach_no_page(build: SiteBuild) -> None:
    html = convert(admit(build, block=False, html="a\x1b[31m\x00\ud800\x85z\ttab"))
    assert "a\ufffd[31m\ufffd\ufffd\ufffdz\ttab" in html
    html.encode()


def deliver(build: SiteBuild, reference: str) -> str:
    sheet = Sheet(build.findings)
    return build.door.admit(Delivery(figure_of(size(sheet, reference)), sheet, PLACE, "size"), block=False)


def test_a_page_holds_one_passport_for_each_image_at_its_end(build: SiteBuild) -> None:
    html = convert(f"{deliver(build, 'myapp:slim')} {deliver(build, 'myapp:slim')}\n\n{deliver(build, 'myapp:fat')}")
    ids = re.findall(r'<div class="tare-note" id="([^"]+)"', html)
    assert ids == ["tare-passport-myapp:slim", "tare-passport-myapp:fat"]
    assert html.endswith("</div>\n</footer>")


def test_a_heading_does_not_get_the_passports_of_its_page(build: SiteBuild) -> None:
    markdown = Markdown(extensions=["toc", "attr_list", "macros.pages.extension"])
    html = markdown.convert(f"# It weighs {deliver(build, 'myapp:slim')} {{ #weight }}\n\ntext")
    name = markdown.toc_tokens[0]["name"]  # type: ignore[attr-defined] # the toc extension sets it
    assert name == "It weighs 129 MB"
    assert html.count('class="tare-notes"') == 1


def test_a_stand_in_behind_inline_figures_is_named_once_on_the_page(build: SiteBuild) -> None:
    html = convert(f"{deliver(build, 'myapp:slim')} {deliver(build, 'myapp:multi')} {deliver(build, 'myapp:fat')}")
    assert html.count("is a stand-in here") == 1
    assert "stand-in here" not in convert(deliver(build, "myapp:fat"))


def test_a_page_without_macros_gets_nothing_added(build: SiteBuild) -> None:  # noqa: ARG001 - a build is under way
    assert convert("text") == "<p>text</p>"
