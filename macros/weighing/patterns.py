"""Turns a pattern of absolute paths into what finds the paths that it means."""

from __future__ import annotations

import fnmatch
import re

_PART = re.compile(
    r"(?P<below>/\*\*/)|(?P<all>\*\*)|(?P<many>\*)|(?P<one>\?)|(?P<of>\[!?\]?[^\]]*\])|(?P<text>.)", re.DOTALL
)


def path_pattern(pattern: str) -> re.Pattern[str]:
    r"""Return the regular expression of a pattern; its `fullmatch` tells whether a path is meant.

    `*` stands for any characters but a slash, `?` for one, `[a-c]` and `[!a-c]` for one of these or of all others.
    `**` stands for any characters, and `/**/` for a slash too.

    >>> paths = ["/usr/bin/gcc", "/usr/lib/gcc/14/cc1", "/usr/gcc"]
    >>> for pattern in ("/usr/*/gcc*", "/usr/**", "/usr/**/gcc", "/**/cc[0-9]", "/usr/?cc"):
    ...     print(pattern, [path for path in paths if path_pattern(pattern).fullmatch(path)])
    /usr/*/gcc* ['/usr/bin/gcc']
    /usr/** ['/usr/bin/gcc', '/usr/lib/gcc/14/cc1', '/usr/gcc']
    /usr/**/gcc ['/usr/bin/gcc', '/usr/gcc']
    /**/cc[0-9] ['/usr/lib/gcc/14/cc1']
    /usr/?cc ['/usr/gcc']
    """
    return re.compile("".join(_expression(part) for part in _PART.finditer(pattern)), re.DOTALL)


def _expression(part: re.Match[str]) -> str:
    match part.lastgroup:
        case "below":
            return "/(?:.*/)?"
        case "all":
            return ".*"
        case "many":
            return "[^/]*"
        case "one":
            return "[^/]"
        case "of":
            # As fnmatch reads brackets, without the end of the text that it puts behind them.
            return f"(?!/){fnmatch.translate(part[0])[:-2]}"
    return re.escape(part[0])
