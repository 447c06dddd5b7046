"""Layers with each trait that has broken tools that read them: a right record or one sentence."""

from __future__ import annotations

import contextlib
import io
import json
import tarfile
from typing import TYPE_CHECKING

import pytest

from macros.weighing.errors import WeighingError
from macros.weighing.ruler import weigh
from macros.weighing.streams import ForwardReader
from macros.weighing.tar import members
from tests.unit.weighing.archives import (
    RememberedLayers,
    blob,
    classic,
    configuration,
    docker_table,
    file,
    folder,
    hardlink,
    header,
    oci,
    opaque,
    padded,
    pax,
    special,
    symlink,
    tar,
    whiteout,
)

if TYPE_CHECKING:
    from macros.records.stations import Weighing

BASE = tar(file("app/a", 3000), file("app/b", 500))
END = bytes(1024)


def weighed(archive: bytes) -> Weighing:
    return weigh(io.BytesIO(archive), RememberedLayers())


def seen(*layers: bytes) -> dict[str, int]:
    return {found.path: found.bytes for found in weighed(classic(*layers)).largest_files}


# Layers of an image.


@pytest.mark.parametrize("history", [None, [], [{"created_by": "RUN first"}], [{"empty_layer": True}] * 5])
def test_fewer_history_entries_than_layers_or_none_leave_the_sizes_alone(history: object) -> None:
    weighing = weighed(classic(BASE, BASE, config=configuration(BASE, BASE, history=history)))
    assert [layer.unpacked_size for layer in weighing.layers] == [3500, 3500]
    assert len(weighing.history) == len(history or [])  # type: ignore[arg-type]
    assert [entry.layer for entry in weighing.history if entry.layer is not None] in ([], [0])


def test_more_history_entries_than_layers_do_no_harm() -> None:
    history = [{"created_by": f"RUN {number}"} for number in range(3)]
    weighing = weighed(classic(BASE, config=configuration(BASE, history=history)))
    assert [entry.layer for entry in weighing.history] == [0, None, None]


@pytest.mark.parametrize("empty", [b"", bytes(512), END, bytes(10240)], ids=len)
@pytest.mark.parametrize("form", [classic, oci])
def test_an_empty_layer_weighs_nothing_however_it_ispadded(empty: bytes, form: object) -> None:
    weighing = weighed(form(BASE, empty))  # type: ignore[operator]
    assert [layer.unpacked_size for layer in weighing.layers] == [3500, 0]


# Members of a layer.


def test_hard_links_within_and_across_layers_are_one_file() -> None:
    layers = BASE, tar(hardlink("app/again", "/app/./a"), hardlink("app/more", "app/again")), tar(whiteout("app/a"))
    weighing = weighed(classic(*layers))
    assert (weighing.layers[1].unpacked_size, weighing.layers[1].files, weighing.waste.bytes) == (0, 0, 0)
    assert seen(*layers) == {"app/again": 3000, "app/b": 500}


def test_hard_links_in_a_circle_and_to_nothing_are_no_files() -> None:
    assert seen(tar(hardlink("a", "b"), hardlink("b", "a"), hardlink("c", "../../etc/passwd"))) == {}


def test_an_opaque_folder_in_the_place_of_a_link_hides_nothing_that_the_link_leads_to() -> None:
    lower = tar(file("data/kept", 100), symlink("link", "data"))
    assert seen(lower, tar(folder("link"), opaque("link"), file("link/new", 7))) == {"data/kept": 100, "link/new": 7}


def test_names_that_lead_out_of_the_image_stay_within() -> None:
    assert seen(tar(file("../../etc/a", 1), file("/abs/b", 2), file("x/../../../c", 3))) == {
        "c": 3,
        "abs/b": 2,
        "etc/a": 1,
    }


def test_devices_pipes_and_unknown_kinds_weigh_nothing() -> None:
    kinds = (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
    layer = tar(*(special(f"dev/{kind.decode()}", kind) for kind in kinds), file("a", 5))
    weighing = weighed(classic(layer))
    assert (weighing.layers[0].unpacked_size, weighing.layers[0].files) == (5, 1)


def test_a_device_in_the_place_of_a_file_hides_it() -> None:
    # overlayfs writes deletions as devices; in a layer's tar they are whiteouts, and a device is a device.
    assert weighed(classic(BASE, tar(special("app/a", tarfile.CHRTYPE)))).waste.bytes == 3000


def test_names_that_are_not_utf8_or_hold_newlines_are_written_as_json() -> None:
    raw = tar(file("n\udce9", 3), form=tarfile.GNU_FORMAT)
    names = [
        *seen(raw),
        *seen(tar(file("two\nlines\x1b[31m", 4))),
        *seen(pax({"path": "p\u00e4x"}, data=b"12345") + END),
    ]
    assert names == [r"n\xe9", "two\nlines\x1b[31m", "p\u00e4x"]
    assert json.loads(json.dumps(names)) == names


def test_a_message_about_a_hostile_name_is_one_printable_line() -> None:
    config = configuration(BASE)
    unnamed = tar(file("manifest.json", json.dumps([{"Config": "\x1b[31m\n.json"}]).encode()))
    broken = tar(file("\x1b[2J\nlayer.tar", BASE[:700]), blob(config), docker_table(config, [BASE]))
    for each in (unnamed, broken):
        with pytest.raises(WeighingError) as caught:
            weighed(each)
        assert str(caught.value).isprintable()
    assert r"(\x1b[2J\nlayer.tar: unexpected end of data)" in str(caught.value)


def test_a_message_is_never_longer_than_a_screen_or_two() -> None:
    config = configuration(BASE)
    with pytest.raises(WeighingError) as caught:
        weighed(tar(file("n" * 500_000, BASE[:700]), blob(config), docker_table(config, [BASE])))
    assert len(str(caught.value)) < 5000


# Sizes that headers claim.


def test_a_sparse_file_weighs_what_a_container_reads_of_it() -> None:
    size = 9 * 1024**3
    sparse = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": "disk",
        "GNU.sparse.realsize": str(size),
    }
    layer = pax(sparse, data=padded(b"1\n0\n512\n") + bytes(512)) + END
    assert seen(layer) == {"disk": size}


def test_a_size_over_8_gib_is_read_off_its_header() -> None:
    """Of a file whose bytes are not there the header is all that can be tried: the layer is then cut short."""
    size = 9 * 1024**3
    for layer in (pax({"size": str(size)}), header("f", size)):
        member = next(members(ForwardReader([layer])))
        assert (member.name, member.size) == ("f", size)
        with pytest.raises(WeighingError, match=r"has no readable layer .*unexpected end of data"):
            weighed(classic(layer + END))


@pytest.mark.parametrize("size", [-1, -(2**40), 2**60])
def test_a_size_that_is_nonsense_is_refused(size: int) -> None:
    for layer in (header("f", size), pax({"size": str(size)})):
        with pytest.raises(WeighingError, match=r"has no readable layer .*(says that it has|end of data|ends|invalid)"):
            weighed(classic(layer + END))


@pytest.mark.parametrize("realsize", [2**54, -1, 10**30])
def test_a_sparse_file_of_a_size_that_is_nonsense_is_refused(realsize: int) -> None:
    layer = pax({"GNU.sparse.size": str(realsize), "GNU.sparse.map": "0,1"}, data=b"x") + END
    with pytest.raises(WeighingError, match=rf"a member says that it has {realsize} bytes"):
        weighed(classic(layer))


def test_files_that_add_up_to_nonsense_are_refused() -> None:
    one = pax({"GNU.sparse.size": str(2**53), "GNU.sparse.map": "0,1"}, data=b"x")
    with pytest.raises(WeighingError, match=r"its files say that they have \d+ bytes"):
        weighed(classic(one + one + END))


@pytest.mark.parametrize(
    "fields",
    [
        {"size": "many"},
        {"GNU.sparse.map": "1,2,x"},
        {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"},
        {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": "5"},
        {"mtime": "never", "uid": "9" * 5000},
    ],
    ids=str,
)
def test_pax_headers_of_nonsense_end_in_a_record_or_a_sentence(fields: dict[str, str]) -> None:
    with contextlib.suppress(WeighingError):
        assert len(weighed(classic(pax(fields, data=b"not a sparse map") + END)).layers) == 1


def test_the_map_of_a_sparse_file_that_never_ends_is_refused() -> None:
    fields = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "f", "GNU.sparse.realsize": "9"}
    entries = b"4000000000\n" + b"0\n" * 4_000_000
    with pytest.raises(WeighingError, match="the headers of a member have more than 4194304 bytes"):
        weighed(classic(pax(fields, data=entries) + END))


def test_headers_that_follow_each_other_for_ever_are_refused() -> None:
    name = "n" * 1_000_000
    about = header("././@LongLink", len(name), tarfile.GNUTYPE_LONGNAME) + padded(name.encode())
    assert next(members(ForwardReader([about + header("f", 0)]))).name == name
    with pytest.raises(WeighingError, match="the headers of a member have more than 4194304 bytes"):
        weighed(classic(about * 20 + header("f", 0) + END))


def test_global_headers_are_not_heeded_as_engines_do_not() -> None:
    each = (pax({"path": "of all"}, name=f"f{number}", data=b"x", kind=tarfile.XGLTYPE) for number in range(2))
    assert seen(b"".join(each) + header("f2", 0) + END) == {"f0": 1, "f1": 1, "f2": 0}
