from __future__ import annotations

import io
import tarfile

import pytest

from macros.records.measurement import Package, Packages
from macros.weighing import layer as layer_module
from macros.weighing.ruler import weigh
from tests.unit.weighing.archives import RememberedLayers, classic, file, folder, hardlink, symlink, tar, whiteout

Member = tarfile.TarInfo | tuple[tarfile.TarInfo, bytes]
INFO = "var/lib/dpkg/info"
SITE = "usr/lib/python3.13/site-packages"


def packages(*layers: bytes) -> Packages:
    return weigh(io.BytesIO(classic(*layers)), RememberedLayers()).packages


def status(*names: str) -> Member:
    stanza = "Package: {}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n"
    return file("var/lib/dpkg/status", "".join(map(stanza.format, names)).encode())


def listing(name: str, *paths: str) -> Member:
    return file(f"{INFO}/{name}.list", "".join(f"{path}\n" for path in ("/.", *paths)).encode())


def record(name: str, *paths: str) -> Member:
    return file(f"{SITE}/{name}-2.dist-info/RECORD", "".join(f"{path},,\n" for path in paths).encode())


def test_an_image_without_package_records_has_no_packages() -> None:
    assert packages(tar(file("a", 10))) == Packages((), (), ())
    assert packages() == Packages((), (), ())


def test_a_debian_package_weighs_what_its_listed_files_do_and_not_its_own_records() -> None:
    image = tar(
        status("git", "curl", "meta"),
        listing("git", "/usr", "/usr/bin", "/usr/bin/git", "/usr/share/doc/git"),
        listing("curl", "/usr/bin/curl"),
        listing("meta"),
        folder("usr/bin"),
        file("usr/bin/git", 4000),
        file("usr/bin/curl", 300),
        file("usr/bin/unpackaged", 9),
    )
    assert packages(image).debian == (Package("git", "1", 4000), Package("curl", "1", 300), Package("meta", "1", 0))


def test_the_files_count_that_a_container_sees_at_the_end() -> None:
    base = tar(status("a", "b"), listing("a", "/opt/a", "/opt/gone"), listing("b", "/opt/b"), file("opt/a", 10))
    lower = tar(file("opt/gone", 20), file("opt/b", 40))
    own = tar(status("a"), whiteout(f"{INFO}/b.list"), whiteout("opt/b"), whiteout("opt/gone"), file("opt/a", 11))
    assert packages(base, lower, own).debian == (Package("a", "1", 11),)


def test_a_path_through_a_linked_folder_and_a_file_under_two_names_count_once() -> None:
    image = tar(
        status("dash"),
        listing("dash", "/bin/sh", "/usr/bin/sh", "/usr/bin/dash", "/usr/bin/link"),
        symlink("bin", "usr/bin"),
        file("usr/bin/sh", 100),
        hardlink("usr/bin/dash", "usr/bin/sh"),
        symlink("usr/bin/link", "sh"),
    )
    assert packages(image).debian == (Package("dash", "1", 100),)


def test_the_list_of_a_package_for_several_architectures_is_found() -> None:
    image = tar(status("libc6"), listing("libc6:amd64", "/lib/libc.so"), file("lib/libc.so", 70))
    assert packages(image).debian == (Package("libc6", "1", 70),)


def test_a_package_without_a_list_has_no_bytes_rather_than_none_at_all() -> None:
    assert packages(tar(status("a"))).debian == (Package("a", "1", None),)


def test_a_distroless_image_is_read_too() -> None:
    place = "var/lib/dpkg/status.d/tzdata"
    image = tar(
        file(place, b"Package: tzdata\nVersion: 2026a\nArchitecture: all\n"),
        file(f"{place}.md5sums", b"00  usr/share/zoneinfo/UTC\n"),
        file("usr/share/zoneinfo/UTC", 114),
    )
    assert packages(image).debian == (Package("tzdata", "2026a", 114),)


def test_a_python_package_weighs_what_its_record_lists() -> None:
    image = tar(
        record("typing_extensions", "typing_extensions.py", "typing_extensions-2.dist-info/RECORD", "../../../bin/t"),
        file(f"{SITE}/typing_extensions-2.dist-info/METADATA", b"Name: typing-extensions\nVersion: 2.0\n\ntext"),
        file(f"{SITE}/typing_extensions.py", 160),
        file("usr/bin/t", 5),
        file(f"{SITE}/other.py", 1000),
    )
    length = len("typing_extensions.py,,\ntyping_extensions-2.dist-info/RECORD,,\n../../../bin/t,,\n")
    assert packages(image).python == (Package("typing-extensions", "2.0", 165 + length),)


def test_a_package_that_was_removed_again_is_none() -> None:
    lower = tar(record("flask", "flask.py"), file(f"{SITE}/flask.py", 10))
    assert packages(lower, tar(whiteout(f"{SITE}/flask-2.dist-info"))).python == ()


def test_copies_of_a_version_are_one_package_with_the_bytes_of_all_that_are_not_linked() -> None:
    copy = f"venv/{SITE}"
    image = tar(
        record("flask", "flask.py", "more.py"),
        file(f"{SITE}/flask.py", 10),
        file(f"{SITE}/more.py", 100),
        file(f"{copy}/flask-2.dist-info/RECORD", b"flask.py,,\nmore.py,,\n"),
        hardlink(f"{copy}/flask.py", f"{SITE}/flask.py"),
        file(f"{copy}/more.py", 100),
    )
    assert packages(image).python == (Package("flask", "2", 210),)


def test_a_node_package_weighs_what_lies_in_its_folder_but_for_the_packages_in_it() -> None:
    outer, inner = b'{"name": "outer", "version": "1.0.0"}', b'{"name": "@in/ner", "version": "2.0.0"}'
    image = tar(
        file("app/package.json", b'{"name": "app"}'),
        file("app/node_modules/outer/package.json", outer),
        file("app/node_modules/outer/lib/index.js", 500),
        file("app/node_modules/outer/node_modules/@in/ner/package.json", inner),
        file("app/node_modules/outer/node_modules/@in/ner/index.js", 900),
    )
    assert packages(image).node == (
        Package("@in/ner", "2.0.0", 900 + len(inner)),
        Package("outer", "1.0.0", 500 + len(outer)),
    )


def test_a_record_that_cannot_be_read_makes_its_system_unknown_and_no_other() -> None:
    bad = tar(
        status("a"), listing("a"), record("flask", '"' + "x" * 200_000), file("node_modules/a/package.json", b"{")
    )
    assert packages(bad) == Packages((Package("a", "1", 0),), None, None)
    assert packages(bad, tar(whiteout(f"{SITE}/flask-2.dist-info"))).python == ()


@pytest.mark.parametrize("limit", ["LARGEST_NOTE", "_NOTES_ROOM"])
def test_records_that_are_too_large_are_not_read_into_memory(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(layer_module, limit, 100)
    found = packages(
        tar(status("a", "b", "c"), listing("a"), record("flask", "flask.py"), file(f"{SITE}/flask.py", 10))
    )
    assert found.debian is None
    assert found.python == (Package("flask", "2", 10),)


def test_packages_are_told_from_layers_that_are_known_as_from_those_that_are_read() -> None:
    layers = RememberedLayers()
    archive = classic(tar(status("a"), listing("a", "/a"), file("a", 10)))
    assert weigh(io.BytesIO(archive), layers) == weigh(io.BytesIO(archive), layers)
    assert len(layers.kept) == 1
