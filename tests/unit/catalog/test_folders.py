from __future__ import annotations

import os
from pathlib import Path

from macros.catalog.examples import read_catalog
from macros.catalog.folders import folder_faults


def faults(folder: Path) -> list[str]:
    return [str(fault) for fault in folder_faults(folder, "examples/x")]


def test_a_name_that_is_not_utf_8_is_a_fault_that_can_be_printed(tmp_path: Path) -> None:
    below = tmp_path / "größe"
    below.mkdir()
    Path(os.fsdecode(os.fsencode(below) + b"/caf\xe9.txt")).write_text("")
    assert faults(tmp_path) == ["examples/x/größe/caf\\xe9.txt: its name is not UTF-8; rename it"]


def test_names_that_are_not_utf_8_are_told_once_wherever_they_stand(tmp_path: Path) -> None:
    folder = tmp_path / "examples/x"
    folder.mkdir(parents=True)
    Path(os.fsdecode(os.fsencode(folder) + b"/Dockerfile.\xe9")).write_text("FROM a\n")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/examples/\xe9")).mkdir()
    unreadable = [str(fault) for fault in read_catalog(tmp_path)[1] if "UTF-8" in fault.problem]
    assert unreadable == [
        "examples/\\xe9: its name is not UTF-8; rename it",
        "examples/x/Dockerfile.\\xe9: its name is not UTF-8; rename it",
    ]


def test_a_link_that_leads_out_of_the_folder_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "x"
    (folder / "src").mkdir(parents=True)
    (folder / "app.py").write_text("")
    (tmp_path / "secret").write_text("")
    (folder / "src/good").symlink_to("../app.py")
    (folder / "src/dangling").symlink_to("nothing")
    assert faults(folder) == []
    (folder / "src/bad").symlink_to("../../secret")
    (folder / "absolute").symlink_to(folder / "app.py")
    (folder / "out").symlink_to("..")
    ending = (
        "it is a symbolic link that leads out of the example's folder; "
        "put the file itself there: a reader downloads this folder alone"
    )
    assert faults(folder) == [f"examples/x/{name}: {ending}" for name in ("absolute", "out", "src/bad")]
