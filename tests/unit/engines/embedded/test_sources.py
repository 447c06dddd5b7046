"""Which package sources trixie gets from what stands in /etc/apt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.engines.embedded.sources import derive_sources, read_sources
from macros.errors import SurroundingsError

if TYPE_CHECKING:
    from pathlib import Path

STANZAS = """\
Types: deb
# a comment
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/mirror.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""


def test_a_stanza_keeps_its_address_and_keys_and_gets_trixie() -> None:
    main, _ = derive_sources({"debian.sources": STANZAS}).split("\n\n")
    assert main == (
        "Types: deb\n"
        "URIs: http://mirror.example/debian\n"
        "Suites: trixie\n"
        "Components: main\n"
        "Signed-By: /usr/share/keyrings/mirror.gpg"
    )


def test_security_updates_come_from_the_security_mirror() -> None:
    _, security = derive_sources({"debian.sources": STANZAS}).split("\n\n")
    assert "URIs: http://mirror.example/debian-security\nSuites: trixie-security\n" in security


def test_a_line_keeps_its_address_and_how_it_is_trusted() -> None:
    line = "deb [arch=amd64 signed-by=/keys/a.gpg,/keys/b.gpg] http://mirror.example/debian bookworm main # home\n"
    assert derive_sources({"sources.list": line}) == (
        "Types: deb\n"
        "URIs: http://mirror.example/debian\n"
        "Suites: trixie\n"
        "Components: main\n"
        "Signed-By: /keys/a.gpg /keys/b.gpg\n"
    )


def test_a_key_in_the_stanza_itself_is_kept_whole() -> None:
    key = "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n -----END PGP PUBLIC KEY BLOCK-----"
    text = f"Types: deb\nURIs: http://mirror.example/debian\nSuites: trixie\nComponents: main\n{key}\n"
    assert key in derive_sources({"a.sources": text})


def test_one_mirror_named_twice_gives_one_stanza() -> None:
    line = "deb http://mirror.example/debian bookworm main\n"
    assert derive_sources({"a.list": line, "b.list": line}).count("URIs:") == 1


@pytest.mark.parametrize(
    "text",
    [
        "deb http://other.example/apt nodistro main\n",
        "# deb http://mirror.example/debian bookworm main\n",
        "deb-src http://mirror.example/debian bookworm main\n",
    ],
)
def test_what_is_no_source_of_debian_packages_is_not_used(text: str) -> None:
    with pytest.raises(SurroundingsError, match="no mirror of Debian"):
        derive_sources({"a.list": text})


def test_a_disabled_stanza_is_not_used() -> None:
    with pytest.raises(SurroundingsError, match="no mirror of Debian"):
        derive_sources({"a.sources": STANZAS.replace("Types: deb", "Enabled: no\nTypes: deb")})


def test_only_files_that_apt_reads_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "sources.list.d"
    folder.mkdir()
    for name in ("a.sources", "b.list", "c.sources.disabled", "d.save"):
        (folder / name).write_text(name)
    assert list(read_sources(tmp_path)) == ["a.sources", "b.list"]


def test_a_machine_without_apt_is_told_that_debian_is_needed(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError, match="Debian 12 or 13"):
        read_sources(tmp_path / "nothing")
