from __future__ import annotations

from pathlib import Path, PurePosixPath

from macros.bases.surroundings import SOURCES, read_surroundings

MIRROR = """\
Types: deb
URIs: http://mirror.example/debian
Suites: {suites}
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""


def machine(root: Path, suites: str) -> Path:
    sources = root / "etc/apt/sources.list.d"
    sources.mkdir(parents=True)
    (sources / "debian.sources").write_text(MIRROR.format(suites=suites))
    return root


def test_a_stand_in_asks_the_machines_own_mirror_for_its_own_release(tmp_path: Path) -> None:
    text = read_surroundings(machine(tmp_path, "bookworm")).files[SOURCES].decode()
    assert "URIs: http://mirror.example/debian\nSuites: trixie\n" in text


def test_updates_are_asked_for_where_the_machine_does(tmp_path: Path) -> None:
    text = read_surroundings(machine(tmp_path, "bookworm bookworm-updates")).files[SOURCES].decode()
    assert "Suites: trixie trixie-updates\n" in text


def test_certificates_of_the_administrator_go_with_the_sources(tmp_path: Path) -> None:
    root = machine(tmp_path, "bookworm")
    before = read_surroundings(root)
    folder = root / "usr/local/share/ca-certificates"
    folder.mkdir(parents=True)
    (folder / "company.crt").write_bytes(b"certificate")
    (folder / "notes.txt").write_bytes(b"not a certificate")
    after = read_surroundings(root)
    added = after.files.keys() - before.files.keys()
    assert added == {PurePosixPath("usr/local/share/ca-certificates/company.crt")}
    assert after.digest != before.digest


def test_a_machine_that_is_not_debian_has_nothing_to_give(tmp_path: Path) -> None:
    assert read_surroundings(tmp_path).files == {}
