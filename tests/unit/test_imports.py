from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_imports_upward(checkout: Path) -> None:
    """The contracts, layer by layer, stand in pyproject.toml."""
    linter = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", linter], cwd=checkout, check=False, capture_output=True, text=True, encoding="utf-8"
    )
    assert not done.returncode, done.stdout


@pytest.mark.parametrize("module", ["macros", "macros.cli", "macros.site", "macros.lab.lab", "macros.pages.macros"])
def test_a_site_with_nothing_to_measure_loads_neither_docker_nor_rich(checkout: Path, module: str) -> None:
    program = f"import sys, {module}; print(*sorted({{'docker', 'rich'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=checkout, check=True, capture_output=True, text=True)
    assert done.stdout == "\n"
