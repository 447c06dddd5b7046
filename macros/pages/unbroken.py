"""Keeps on one line what is read as one word: a figure and its comma, a mark and its word, an option in code.

Browsers may break a line before and after any button, and after a hyphen. What is put around changes no text.
"""

from __future__ import annotations

import re
from html import unescape

_LONGEST = 26
"""Characters of a word that fits on a line of any telephone; a longer one may be broken."""
_APART = re.compile(r"<(pre|script|style|textarea)\b.*?</\1>", re.DOTALL)
"""What keeps its lines as they are."""
_CODE = re.compile(r"(<code(?:\s[^>]*)?>)([^<]+)(?=</code>)")
_BREAKABLE = re.compile(r"-.|.-|./.")
_NAME = re.compile(r"(<tr>\s*<td[^>]*>\s*<code>)([^<\s]+)(?=</code>)")
"""What begins a row."""
_SHORT = 13
"""Characters of a name that has room in the first column of any table; a longer one is broken at its signs."""
_PARTS = re.compile(r"[^:_/.=-]+[:_/.=-]*|[:_/.=-]+")
_MARK = r'<span class="tare-claim__end"><button[^>]*></button></span>'
_FIGURE = r'<button type="button" class="tare-figure[^"]*"[^>]*>.*?</button>'
_OPENS = r"(?:[(\[+\u2212\u201c\u2018\"]|&quot;|&[lr]dquo;|&lsquo;)"
_CLOSES = r"(?:[,.;:!?)\]\u201d\u2019\u2026\"]|&quot;|&r[ds]quo;|&hellip;)"
_WORD = rf"(?:<code>[^<\s]{{1,{_LONGEST}}}</code>)?[^\s<>]{{0,{_LONGEST}}}"
_HELD = re.compile(
    rf"(?P<opens>{_OPENS}?){_FIGURE}(?P<closes>{_CLOSES}*(?:{_MARK})?)|(?P<word>{_WORD}){_MARK}", re.DOTALL
)
_LAST = re.compile(r"([^\s<>]{2,16}\s)([^\s<>]{1,4})(?=</(?:p|li|dd)>)")
"""A paragraph's last word where it is so short that it must not have a line to itself, and the word before it."""
_STRANDED = re.compile(rf"({_MARK}</span>)([,.;:!?]+)")


def keep_together(html: str) -> str:
    """Return a page's HTML with spans around what no line may break, and no mark between a word and its comma."""
    held, end = [], 0
    for apart in _APART.finditer(html):
        held += [_hold(html[end : apart.start()]), apart[0]]
        end = apart.end()
    return "".join([*held, _hold(html[end:])])


def _hold(html: str) -> str:
    html = _STRANDED.sub(r"\2\1", html)
    html = _LAST.sub(r'<span class="tare-nowrap">\1\2</span>', html)
    html = _NAME.sub(lambda match: match[1] + _name(match[2]), _HELD.sub(_held, html))
    return _CODE.sub(lambda match: match[1] + re.sub(r"[^\s]+", _token, match[2]), html)


def _held(match: re.Match[str]) -> str:
    alone = not (match["opens"] or match["closes"] or match["word"])
    return match[0] if alone else f'<span class="tare-nowrap">{match[0]}</span>'


def _name(text: str) -> str:
    if "&" in text:
        return text
    parts = [text] if len(text) <= _SHORT else _PARTS.findall(text)
    held = (f'<span class="tare-nowrap">{part}</span>' if len(part) <= _SHORT else part for part in parts)
    return "<wbr>".join(held)


def _token(match: re.Match[str]) -> str:
    fits = len(unescape(match[0])) <= _LONGEST
    return f'<span class="tare-token">{match[0]}</span>' if fits and _BREAKABLE.search(match[0]) else match[0]
