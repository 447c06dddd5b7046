"""Lists the links that lead out of the built site, with their pages, and asks each over the network.

`make links` runs it, outside of CI: a page elsewhere that is down is no fault of a change. Its exit status is 0 where
every link leads somewhere, 1 where one does not, and 3 where nothing could be asked.
"""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from tests.docs.built import read_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.docs.built import BuiltPage

ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 10
"""How long an answer may take."""
_AT_ONCE = 8
_OK = 400
"""Statuses below lead somewhere."""
_FOR_PEOPLE = (401, 403, 405, 429)
"""Statuses of those that may refuse a program and answer a person."""
_OURS = ("localhost", "127.0.0.1")
"""Hosts that a reader would start himself."""


def external_links(pages: Iterable[BuiltPage]) -> dict[str, list[str]]:
    """Return the addresses that pages link to outside of the site, each with the paths of its pages, sorted."""
    found: dict[str, set[str]] = {}
    for page in pages:
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme in {"http", "https"} and parts.hostname not in _OURS:
                found.setdefault(urldefrag(link).url, set()).add(page.path.as_posix())
    return {link: sorted(found[link]) for link in sorted(found)}


def ask(link: str) -> int | str:
    """Return the status with which an address answers, or why none came."""
    status: int | str = "it was not asked"
    for method in ("HEAD", "GET"):
        request = urllib.request.Request(link, method=method, headers={"User-Agent": "tare-links"})  # noqa: S310 - external_links lets http and https through alone
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - as above
                return int(answer.status)
        except urllib.error.HTTPError as error:
            # Some answer HEAD otherwise than GET.
            status = error.code
            error.close()
        except (OSError, ValueError) as error:
            return str(getattr(error, "reason", error))
    return status


def verdict(answers: Mapping[str, int | str]) -> tuple[int, str]:
    """Return the exit status for what came of each address, and a sentence on it."""
    if not answers:
        return 0, "no link leads out of the site"
    if all(isinstance(answer, str) for answer in answers.values()):
        return 3, "nothing could be asked: see that this machine reaches the network; the links above are unchecked"
    broken = [link for link, answer in answers.items() if isinstance(answer, str) or not _leads_somewhere(answer)]
    if broken:
        return 1, f"{len(broken)} of {len(answers)} links lead nowhere: {', '.join(broken)}"
    return 0, f"all {len(answers)} links lead somewhere"


def _leads_somewhere(status: int) -> bool:
    return status < _OK or status in _FOR_PEOPLE


def main() -> int:
    """List and ask; return the exit status."""
    site = ROOT / "site"
    pages = [read_page(path) for path in sorted(site.rglob("*.html"))]
    if not pages:
        print("there is no built site; run `make site`", file=sys.stderr)
        return 3
    links = external_links(pages)
    with ThreadPoolExecutor(_AT_ONCE) as asking:
        answers = dict(zip(links, asking.map(ask, links), strict=True))
    for link, on in links.items():
        print(f"{answers[link]}\t{link}\t{', '.join(Path(page).relative_to(site).as_posix() for page in on)}")
    status, sentence = verdict(answers)
    print(sentence, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
