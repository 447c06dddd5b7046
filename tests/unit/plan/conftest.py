from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.project import make_project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path)
