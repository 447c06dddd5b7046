"""Makes text that comes out of an image harmless for a terminal."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""Return text on one line, without anything that a terminal obeys: such characters as Python writes them.

    >>> printable("a\nb\x1b[31m\u202ec"), printable("naïve")
    ('a\\nb\\x1b[31m\\u202ec', 'naïve')
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
