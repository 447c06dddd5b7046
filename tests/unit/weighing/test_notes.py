from __future__ import annotations

import pytest

from macros.records.stations import Installed, PackageNote
from macros.weighing.notes import is_note, read_note


@pytest.mark.parametrize(
    "path",
    [
        "var/lib/dpkg/status",
        "var/lib/dpkg/status.d/base-files",
        "var/lib/dpkg/status.d/base-files.md5sums",
        "var/lib/dpkg/info/libc6:amd64.list",
        "usr/lib/python3/dist-packages/flask-3.1.0.dist-info/RECORD",
        "six-1.0.dist-info/METADATA",
        "app/node_modules/express/package.json",
        "node_modules/@types/node/package.json",
        "node_modules/a/node_modules/b/package.json",
    ],
)
def test_records_of_the_three_systems_are_known_by_their_paths(path: str) -> None:
    assert is_note(path)


@pytest.mark.parametrize(
    "path",
    [
        "chroot/var/lib/dpkg/status",
        "var/lib/dpkg/info/libc6.md5sums",
        "var/lib/dpkg/info/deeper/a.list",
        "RECORD",
        "usr/lib/flask-3.1.0.egg-info/RECORD",
        "site-packages/setuptools/_vendor/wheel-0.45.1.dist-info/RECORD",
        "app/package.json",
        "node_modules/a/lib/package.json",
        "node_modules/.bin/package.json",
        "node_modules/@scope/package.json",
    ],
)
def test_other_files_are_not(path: str) -> None:
    assert not is_note(path)


def test_dpkgs_status_names_what_is_installed_and_not_what_was_removed() -> None:
    text = b"""Package: libc6
Status: install ok installed
Architecture: amd64
Version: 2.41-12
Description: GNU C Library
 Package: not this one
Installed-Size: 13000

Package: gone
Status: deinstall ok config-files
Version: 1

Package: half
Status: install ok unpacked
Version: 1
"""
    note = read_note("var/lib/dpkg/status", text)
    assert note.installed == (Installed("libc6", "2.41-12", "amd64"),)


def test_a_distroless_package_has_no_status_and_lists_its_files_as_checksums() -> None:
    folder = "var/lib/dpkg/status.d"
    note = read_note(f"{folder}/base-files", b"Package: base-files\nVersion: 13.8\nArchitecture: amd64\n")
    assert note.installed == (Installed("base-files", "13.8", "amd64"),)
    listed = read_note(f"{folder}/base-files.md5sums", b"0123  ./etc/debian_version\n4567  usr/share/a b\n")
    assert listed.files == ("etc/debian_version", "usr/share/a b")


def test_dpkgs_list_names_each_path_once_and_not_the_root() -> None:
    note = read_note("var/lib/dpkg/info/a.list", b"/.\n/usr\n/usr/bin/a\n/usr/bin/a\n/usr/caf\xe9\n")
    assert note == PackageNote("var/lib/dpkg/info/a.list", (), ("usr", "usr/bin/a", r"usr/caf\xe9"), readable=True)


def test_pips_record_lists_paths_from_its_own_folder() -> None:
    path = "usr/lib/python3.13/site-packages/flask-3.1.0.dist-info/RECORD"
    record = b'../../../bin/flask,sha256=x,200\nflask/app.py,sha256=y,10\n"flask/a,b.py",,\n/opt/abs,,\n'
    assert read_note(path, record).files == (
        "usr/bin/flask",
        "usr/lib/python3.13/site-packages/flask/app.py",
        "usr/lib/python3.13/site-packages/flask/a,b.py",
        "opt/abs",
    )


def test_the_name_of_a_python_package_is_its_own_and_not_its_folders() -> None:
    path = "site-packages/typing_extensions-4.15.0.dist-info/METADATA"
    note = read_note(path, b"Metadata-Version: 2.4\nName: typing-extensions\nVersion: 4.15.0\n\nName: in the text\n")
    assert note.installed == (Installed("typing-extensions", "4.15.0", ""),)
    assert read_note(path, b"").installed == (Installed("typing_extensions", "4.15.0", ""),)


def test_a_node_package_is_named_by_its_package_json_and_else_by_its_folder() -> None:
    path = "app/node_modules/@scope/tool/package.json"
    assert read_note(path, b'{"name": "@scope/tool", "version": "1.2.3", "x": [1]}').installed[0].version == "1.2.3"
    assert read_note(path, b'\xef\xbb\xbf{"private": true}').installed == (Installed("@scope/tool", "", ""),)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("node_modules/a/package.json", b"{"),
        ("node_modules/a/package.json", b'{"name": 1}'),
        ("node_modules/a/package.json", b'{"name": "\xff"}'),
        ("node_modules/a/package.json", b'{"name": "\\ud800"}'),
        ("node_modules/a/package.json", b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        ("a-1.dist-info/RECORD", b'"' + b"x" * 200_000),
    ],
)
def test_what_is_not_what_its_format_says_names_nothing(path: str, data: bytes) -> None:
    assert read_note(path, data) == PackageNote(path, (), (), readable=False)
