"""Derives package sources for Debian's trixie from the machine's own, so that its mirror, keys and proxies serve."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

SUITE = "trixie"
_RELEASES = "bullseye|bookworm|trixie|forky|oldstable|stable|testing"
_MAIN_SUITE = re.compile(rf"(?:{_RELEASES})/?")
_SECURITY_SUITE = re.compile(rf"(?:{_RELEASES})-security/?")
# type, [options], address, suite, components; see sources.list(5)
_ONE_LINE = re.compile(r"deb\s+(?:(?P<options>\[[^\]]*\])\s+)?(?P<address>\S+)\s+(?P<suite>\S+)(?:\s+(?P<rest>.*))?")


def read_sources(folder: Path = Path("/etc/apt")) -> dict[str, str]:
    """Return the text of the machine's own source files by name: sources.list and those in sources.list.d.

    Raises SurroundingsError where there is no such folder.
    """
    if not folder.is_dir():
        raise SurroundingsError(
            f"Tare's own engines are made of Debian's packages, and there is no {folder} here",
            "run the command on Debian 12 or 13",
        )
    single = folder / "sources.list"
    several = sorted((folder / "sources.list.d").glob("*"))
    paths = [path for path in (single, *several) if path.is_file() and path.suffix in {".list", ".sources"}]
    return {path.name: path.read_text(encoding="utf-8", errors="surrogateescape") for path in paths}


def derive_sources(machine: Mapping[str, str]) -> str:
    """Return trixie's sources, in the deb822 format of sources.list(5), from the machine's own source files.

    Each stanza or line for a Debian release gives one for trixie with the same address, keys and options; one for
    a release's security updates gives one for trixie's. Raises SurroundingsError where there is none.
    """
    stanzas: list[str] = []
    for name, text in machine.items():
        found = _from_stanzas(text) if name.endswith(".sources") else _from_lines(text)
        stanzas += [stanza for stanza in found if stanza not in stanzas]
    if not any(f"Suites: {SUITE}\n" in stanza for stanza in stanzas):
        raise SurroundingsError(
            "Tare's own engines are made of Debian's packages, and no mirror of Debian stands in /etc/apt",
            "run the command on Debian 12 or 13",
        )
    return "\n".join(stanzas)


def _from_stanzas(text: str) -> list[str]:
    """Return trixie's stanzas for those of a deb822 file; comments and disabled stanzas are dropped."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found: list[str] = []
    for block in re.split(r"\n\s*\n", "\n".join(lines)):
        fields = dict(re.findall(r"^([A-Za-z-]+):[ \t]*((?:.*)(?:\n[ \t].*)*)", block, re.MULTILINE))
        named = {key.lower(): value.strip() for key, value in fields.items()}
        if "deb" not in named.get("types", "").split() or named.get("enabled", "yes").lower() in {"no", "false"}:
            continue
        kept = {key: value.rstrip() for key, value in fields.items() if key.lower() not in _REPLACED}
        found += [_stanza(named.get("uris", ""), suite, kept) for suite in _suites(named.get("suites", "").split())]
    return found


def _from_lines(text: str) -> list[str]:
    """Return trixie's stanzas for the lines of a one-line file."""
    found: list[str] = []
    for line in text.splitlines():
        match = _ONE_LINE.fullmatch(line.split("#")[0].strip())
        if not match:
            continue
        options = dict(re.findall(r"([A-Za-z-]+)=([^\s\]]+)", match["options"] or ""))
        kept = {_FIELDS[key]: value.replace(",", " ") for key, value in options.items() if key in _FIELDS}
        found += [_stanza(match["address"], suite, kept) for suite in _suites([match["suite"]])]
    return found


# Fields that say what to fetch, which is ours to say; every other one says how to fetch and trust it.
_REPLACED = {"types", "uris", "suites", "components", "enabled", "architectures", "languages", "targets", "pdiffs"}
_FIELDS = {
    "signed-by": "Signed-By",
    "trusted": "Trusted",
    "check-valid-until": "Check-Valid-Until",
    "check-date": "Check-Date",
    "allow-insecure": "Allow-Insecure",
    "allow-weak": "Allow-Weak",
}


def _suites(suites: list[str]) -> list[str]:
    main = [SUITE] if any(_MAIN_SUITE.fullmatch(suite) for suite in suites) else []
    security = [f"{SUITE}-security"] if any(_SECURITY_SUITE.fullmatch(suite) for suite in suites) else []
    return main + security


def _stanza(address: str, suite: str, kept: Mapping[str, str]) -> str:
    lines = ["Types: deb", f"URIs: {address}", f"Suites: {suite}", "Components: main"]
    # A value that begins on the next line is a key in full.
    lines += [f"{key}:{value}" if value.startswith("\n") else f"{key}: {value}" for key, value in kept.items()]
    return "\n".join(lines) + "\n"
