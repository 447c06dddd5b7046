"""Turns the bytes that a terminal got into the plain text that it would show."""

from __future__ import annotations

import re

LONGEST_LINE = 2000
"""Characters of a line that are kept: a longer one is cut, and says at its end how many are left out."""
_LAST_LINES = 8
"""As many as a message shows."""
_TAB = 8
_ROWS = 40
"""A program can go back no further than to the top of the screen."""
_TOKEN = re.compile(
    r"""
    (?P<text>[^\x00-\x1f\x7f-\x9f]+)
    | (?:\x1b\[|\x9b) (?P<parameters>[0-?]*) [ -/]* (?P<final>[@-~])   # CSI: colours, cursor, erasing
    | (?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f]) [^\x07\x1b\x9c\n]* (?:\x07|\x1b\\|\x9c)?  # OSC and DCS: titles, links
    | \x1b [ -/]* [0-~]                                                # character sets and the rest
    | (?P<control>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]")
"""What turns the direction of text round, or ends a line where none ends."""


class _Screen:
    """The lines that a terminal shows, and where its cursor stands."""

    def __init__(self) -> None:
        self.lines: list[list[str]] = [[]]
        self.widths = [0]
        """How long each line would be if it were not cut."""
        self._row = 0
        self._column = 0

    def write(self, text: str) -> None:
        """Put text at the cursor, over what stands there."""
        line = self.lines[self._row]
        end = self._column + len(text)
        if self._column < LONGEST_LINE:
            line.extend(" " * (self._column - len(line)))
            line[self._column : end] = text[: LONGEST_LINE - self._column]
        self.widths[self._row] = max(self.widths[self._row], end)
        self._column = end

    def control(self, character: str) -> None:
        """Obey one control character; those that move no cursor do nothing."""
        match character:
            case "\n":
                self._row += 1
                self._column = 0
                if self._row == len(self.lines):
                    self.lines.append([])
                    self.widths.append(0)
            case "\r":
                self._column = 0
            case "\b":
                self._column = max(0, self._column - 1)
            case "\t":
                self._column += _TAB - self._column % _TAB

    def sequence(self, final: str, parameters: str) -> None:
        """Obey a control sequence that moves the cursor or erases; colours and the rest do nothing."""
        numbers = [int(number[:4]) for number in re.findall(r"\d+", parameters)]
        count = max(1, numbers[0]) if numbers else 1
        match final:
            case "A" | "F":
                top = max(0, len(self.lines) - _ROWS)
                self._row = max(min(top, self._row), self._row - count)
            case "B" | "E":
                self._row = min(len(self.lines) - 1, self._row + count)
            case "C":
                self._column = max(self._column, min(LONGEST_LINE, self._column + count))
            case "D":
                self._column = max(0, self._column - count)
            case "G":
                self._column = min(LONGEST_LINE, count - 1)
            case "K" | "J":
                self._erase(numbers[0] if numbers else 0, below=final == "J")
        if final in {"E", "F"}:
            self._column = 0

    def _erase(self, what: int, *, below: bool) -> None:
        """Erase from the cursor to the end of the line (0), up to the cursor (1) or the whole line (2)."""
        line = self.lines[self._row]
        if what != 1:
            start = 0 if what else self._column
            del line[start:]
            self.widths[self._row] = min(self.widths[self._row], start)
        else:
            line[: self._column + 1] = " " * min(len(line), self._column + 1)
        if below and what == 0:
            del self.lines[self._row + 1 :]
            del self.widths[self._row + 1 :]


def shown(output: bytes) -> list[str]:
    """Return the lines that a terminal would show of these bytes, as plain text without trailing blanks.

    Control sequences are gone, what was overwritten is shown as it was last, and of a line over LONGEST_LINE
    a note tells what is left out.
    """
    screen = _Screen()
    for token in _TOKEN.finditer(output.decode("utf-8", "replace")):
        if token["text"]:
            screen.write(token["text"])
        elif token["final"]:
            screen.sequence(token["final"], token["parameters"])
        elif token["control"]:
            screen.control(token["control"])
    lines = [_line(cells, width) for cells, width in zip(screen.lines, screen.widths, strict=True)]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def shorten(lines: list[str], most: int) -> tuple[str, int]:
    """Return lines as one text of about `most` bytes, and how many were left out of its middle.

    Where some were left out, a line in their place says so.
    """
    sizes = [len(line.encode()) + 1 for line in lines]
    if sum(sizes) <= most:
        return "\n".join(lines), 0
    head = _fitting(sizes, most // 2)
    tail = _fitting(sizes[head:][::-1], most // 2)
    omitted = len(lines) - head - tail
    if not omitted:
        return "\n".join(lines), 0
    told = f"[… {omitted:,} {'line is' if omitted == 1 else 'lines are'} left out here …]"
    return "\n".join([*lines[:head], told, *lines[len(lines) - tail :]]), omitted


def last_lines(lines: list[str]) -> tuple[str, ...]:
    """Return the last lines that say something; none where nothing was printed."""
    return tuple([line.rstrip() for line in lines if line.strip()][-_LAST_LINES:])


def _fitting(sizes: list[int], most: int) -> int:
    """Return how many of the first lines fit; one always does."""
    total = 0
    for count, size in enumerate(sizes):
        total += size
        if total > most:
            return max(1, count)
    return len(sizes)


def _line(cells: list[str], width: int) -> str:
    text = _INVISIBLE.sub("", "".join(cells))
    omitted = width - LONGEST_LINE
    if omitted > 0:
        text += f" [… {omitted:,} {'character is' if omitted == 1 else 'characters are'} left out here …]"
    return text.rstrip()
