"""A small project on disk: one example with two variants, for tests of plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from macros.catalog.examples import read_catalog

if TYPE_CHECKING:
    from pathlib import Path

    from macros.catalog.model import Catalog

TOML = """\
title = "A title"

[variants.slim]
summary = "the slim base"

[variants.multi]
summary = "with a builder"
needs_registry = true

[smoke_test]
output = "hello\\n"

[cited]
source = "the lesson"
sizes = { slim = "133MB" }
"""
SLIM = """\
FROM python:3.12-slim
WORKDIR /app
COPY app.py .
CMD ["python", "app.py"]
"""
MULTI = """\
FROM python:3.12 AS builder
RUN pip install --prefix=/install flask
FROM python:3.12-slim
COPY --from=builder /install /usr/local
COPY app.py .
"""


def make_project(root: Path) -> Path:
    """Write the project under `root` and return `root`."""
    folder = root / "examples" / "demo"
    folder.mkdir(parents=True)
    (root / "docs").mkdir()
    (root / "examples" / "demo.toml").write_text(TOML)
    (folder / "Dockerfile.slim").write_text(SLIM)
    (folder / "Dockerfile.multi").write_text(MULTI)
    (folder / "app.py").write_text("print('hello')\n")
    (folder / "notes.txt").write_text("seen by no build\n")
    return root


def catalog_of(root: Path) -> Catalog:
    """Return the project's catalog, which must be free of faults."""
    catalog, faults = read_catalog(root)
    assert not faults
    return catalog
