from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

import pytest

from macros.bases.archives import keep_only_layer, whole_file

if TYPE_CHECKING:
    from pathlib import Path


def image(**members: bytes) -> io.BytesIO:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    archive.seek(0)
    return archive


def test_the_layer_of_an_image_is_kept_as_the_engine_had_it(tmp_path: Path) -> None:
    layer = bytes(100_000)
    exported = image(config=b"{}", layer=layer, manifest=b"[]")
    keep_only_layer(exported, tmp_path / "kept.tar")
    assert (tmp_path / "kept.tar").read_bytes() == layer
    assert exported.read() == b""


def test_an_image_without_a_layer_leaves_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no layer"):
        keep_only_layer(image(config=b"{}"), tmp_path / "kept.tar")
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_not_finished_is_never_there(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), whole_file(tmp_path / "a.tar") as file:  # noqa: PT012 - it is interrupted
        file.write(b"half")
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())
