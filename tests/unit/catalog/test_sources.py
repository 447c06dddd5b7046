from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from macros.catalog.dockerfiles import parse_dockerfile
from macros.catalog.sources import source_faults

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "web"
    (folder / "src").mkdir(parents=True)
    for name in ("app.py", "secret.env", "src/main.py", "src/lib.pyc"):
        (folder / name).write_text("x")
    (folder / ".dockerignore").write_text("*.env\n**/*.pyc\n")
    return folder


def faults(folder: Path, instruction: str) -> list[str]:
    path = folder / "Dockerfile.x"
    text = f"FROM scratch\n{instruction}\n"
    return [str(fault) for fault in source_faults(folder, parse_dockerfile(path, text), "examples/web/Dockerfile.x")]


@pytest.mark.parametrize(
    ("instruction", "fault"),
    [
        ("COPY nope.txt .", "`nope.txt` is not in examples/web; add it, or correct its name"),
        ("COPY ap.py .", "`ap.py` is not in examples/web; did you mean `app.py`?"),
        ("ADD app.py nope.txt /x/", "`nope.txt` is not in examples/web; add it"),
        ('COPY ["nope.txt", "."]', "`nope.txt` is not in examples/web; add it"),
        ("COPY src/nope/ .", "`src/nope/` is not in examples/web;"),
        ("COPY ../web/app.py .", "`../web/app.py` is not in examples/web;"),
        ("COPY nope* .", "nothing in examples/web matches `nope*`; add such a file, or correct the pattern"),
        (
            "COPY secret.env .",
            ".dockerignore leaves out `secret.env`; copy something else, or add `!secret.env` to .dockerignore",
        ),
        ("COPY src/*.pyc .", ".dockerignore leaves out `src/*.pyc`; copy something else"),
    ],
)
def test_a_source_that_a_build_would_not_find_is_a_fault_with_its_line(
    folder: Path, instruction: str, fault: str
) -> None:
    (found,) = faults(folder, instruction)
    assert found.startswith(f"examples/web/Dockerfile.x:2: {fault}")


@pytest.mark.parametrize(
    "instruction",
    [
        *(
            "COPY . .",
            "COPY / .",
            "COPY app.py .",
            "COPY ../app.py .",
            "COPY src/. .",
            "COPY *.py src/main* .",
            "ADD src /",
        ),
        *("COPY app.py nope* .", "COPY $X .", "COPY [n]ope .", "COPY <<nope .\nnope", "COPY --from=busybox nope ."),
        *("ADD https://example.org/nope .", "RUN cat nope", "COPY --parents src/**/*.py ."),
    ],
)
def test_a_source_that_is_there_or_cannot_be_judged_is_none(folder: Path, instruction: str) -> None:
    assert faults(folder, instruction) == []


def test_what_a_link_in_the_folder_leads_to_is_there(folder: Path) -> None:
    (folder / "link").symlink_to("src")
    assert faults(folder, "COPY link/main.py .") == []
