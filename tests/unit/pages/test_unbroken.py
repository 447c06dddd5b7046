from html import unescape

import pytest

from macros.pages.door import _TAG
from macros.pages.unbroken import keep_together

FIGURE = '<button type="button" class="tare-figure" popovertarget="a"><data value="1">1<span>B</span></data></button>'
MARK = '<span class="tare-claim__end"><button type="button" class="tare-claim__mark" popovertarget="b"></button></span>'


def held(text: str) -> str:
    return f'<span class="tare-nowrap">{text}</span>'


def test_punctuation_sticks_to_the_figure_before_it() -> None:
    assert keep_together(f"<p>of {FIGURE}, or {FIGURE} of</p>") == f"<p>of {held(f'{FIGURE},')} or {FIGURE} of</p>"


def test_a_bracket_and_a_sign_stick_to_the_figure_after_them() -> None:
    assert keep_together(f"({FIGURE}) +{FIGURE}") == f"{held(f'({FIGURE})')} {held(f'+{FIGURE}')}"


def test_a_mark_sticks_to_the_word_or_the_figure_before_it() -> None:
    assert keep_together(f"costs a little.{MARK}") == f"costs a {held(f'little.{MARK}')}"
    assert keep_together(f"is {FIGURE}.{MARK}") == f"is {held(f'{FIGURE}.{MARK}')}"
    assert keep_together(f"in <code>a</code>.{MARK}") == f"in {held(f'<code>a</code>.{MARK}')}"


def test_a_mark_does_not_stand_between_a_word_and_its_comma() -> None:
    claim = f'<span class="tare-claim">than the next{MARK}</span>, and'
    assert keep_together(claim) == f'<span class="tare-claim">than the {held(f"next,{MARK}")}</span> and'


def test_a_short_last_word_has_no_line_to_itself() -> None:
    assert keep_together("<p>the file beside it.</p>") == f"<p>the file {held('beside it.')}</p>"
    assert keep_together("<p>a longer sentence</p>") == "<p>a longer sentence</p>"


def test_an_option_in_code_is_not_broken_at_its_hyphens() -> None:
    assert keep_together("<code>RUN --target x</code>") == '<code>RUN <span class="tare-token">--target</span> x</code>'


def test_what_is_longer_than_a_line_may_break() -> None:
    long = f"<code>--{'x' * 40}</code>"
    assert keep_together(long) == long


def test_a_name_at_the_beginning_of_a_row_breaks_at_its_signs_at_most() -> None:
    row = "<tr>\n<td><code>{}</code></td>"
    assert keep_together(row.format("myapp:fat")) == row.format(held("myapp:fat"))
    parts = "<wbr>".join(map(held, ("secrets:", "forgotten-", "arg")))
    assert keep_together(row.format("secrets:forgotten-arg")) == row.format(parts)


@pytest.mark.parametrize("html", ["<pre><code>a --b</code></pre>", "<pre>\n<code>a-b</code>\n</pre>"])
def test_a_block_of_code_is_left_alone(html: str) -> None:
    assert keep_together(html) == html


def test_the_text_stays_the_same() -> None:
    html = f"<p>a ({FIGURE}), <span>b{MARK}</span>; <code>x &amp;&amp; y-z</code></p><pre>q-r</pre>{FIGURE}."
    assert unescape(_TAG.sub("", keep_together(html))) == unescape(_TAG.sub("", html))
