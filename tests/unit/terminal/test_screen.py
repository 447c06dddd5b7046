"""What a terminal shows of the bytes that it got."""

from __future__ import annotations

import pytest

from macros.terminal.screen import LONGEST_LINE, last_lines, shorten, shown


@pytest.mark.parametrize(
    ("output", "lines"),
    [
        (b"one\r\ntwo  \r\n\r\n", ["one", "two"]),
        (b"\x1b[1;31mred\x1b[0m \x1b[38;2;1;2;3mtrue\x1b[m", ["red true"]),
        (b"a \x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\ b", ["a link b"]),
        (b"\x1b]0;a title\x07text", ["text"]),
        (b"\x1bP1$r0m\x1b\\text\x1b(B\x1b=", ["text"]),
        (b"10 %\r50 %\r100 %\r\n", ["100 %"]),
        (b"long line\rab\x1b[K\r\n", ["ab"]),
        (b"abd\bc\r\n", ["abc"]),
        (b"a\tb\r\n", ["a       b"]),
        (b"first\r\nsecond\r\n\x1b[2A\x1b[2Kdone\r\n\x1b[1B", ["done", "second"]),
        (b"1\r\n2\r\n3\x1b[2F\x1b[Jx", ["x"]),
        (b"bell\x07 nul\x00 del\x7f \xc2\x9b31mc1", ["bell nul del c1"]),
        (b"broken \xff\xfe", ["broken \ufffd\ufffd"]),
        ("abc \u202egnp.exe\u2028".encode(), ["abc gnp.exe"]),
        (b"", []),
        (b"\x1b", []),
        (b"<script>&amp;{{ x }}", ["<script>&amp;{{ x }}"]),
    ],
)
def test_a_terminal_shows_plain_text(output: bytes, lines: list[str]) -> None:
    assert shown(output) == lines


def test_a_sequence_that_never_ends_hides_no_line_after_it() -> None:
    assert shown(b"\x1b]8;;http://example.org\nnext") == ["", "next"]


def test_a_cursor_sent_far_away_takes_no_memory() -> None:
    far = b"\x1b[" + b"9" * 5000
    lines = shown(far + b"Cx" + far + b"By" + far + b"Az")
    assert [len(line) < LONGEST_LINE + 100 for line in lines] == [True]


@pytest.mark.parametrize(
    ("output", "note"),
    [
        (b"x" * 40_000, " [… 38,000 characters are left out here …]"),
        (b"x" * 2001 + b"\rx", " [… 1 character is left out here …]"),
        (b"x" * 1500 + b"\x1b[32m" + b"x" * 1500, " [… 1,000 characters are left out here …]"),
        (b"x" * 2000, ""),
        (b"x" * 5000 + b"\r\x1b[K" + b"x" * 2000, ""),
        (b"y\n" + b"x" * 5000 + b"\r\x1b[A\x1b[J" + b"x" * 2000, ""),
    ],
)
def test_a_line_that_is_too_long_is_cut_and_says_how_much_is_left_out(output: bytes, note: str) -> None:
    assert shown(output) == ["x" * LONGEST_LINE + note]


def test_a_short_output_is_kept_whole() -> None:
    assert shorten(["a", "b"], 100) == ("a\nb", 0)


def test_of_a_long_output_the_first_and_the_last_lines_are_kept() -> None:
    text, omitted = shorten([str(number) for number in range(100_000)], 100)
    lines = text.split("\n")
    gap = lines.index(f"[… {omitted:,} lines are left out here …]")
    assert lines[:2] == ["0", "1"]
    assert lines[-1] == "99999"
    assert len(lines) - 1 + omitted == 100_000
    assert gap > 10
    assert len(text) < 150


def test_of_two_lines_that_are_too_long_together_both_are_kept() -> None:
    assert shorten(["x" * 60, "y" * 60, "z" * 60], 100) == (
        f"{'x' * 60}\n[… 1 line is left out here …]\n{'z' * 60}",
        1,
    )
    assert shorten(["x" * 200], 100) == ("x" * 200, 0)
    assert shorten(["x" * 60, "y" * 60], 100) == (f"{'x' * 60}\n{'y' * 60}", 0)


def test_the_last_lines_are_those_that_say_something() -> None:
    assert last_lines(["a", "", "  b "]) == ("a", "  b")
    assert last_lines([]) == ()
