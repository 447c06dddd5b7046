from __future__ import annotations

import os
from pathlib import Path

# Joined here, since this file is read too.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("deb", "debian", "org"),
        ("security", "debian", "org"),
        ("ftp", "debian", "org"),
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
    )
)
MADE = {".git", ".venv", "site", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"}


def test_no_package_registry_is_named_anywhere(checkout: Path) -> None:
    """Mirrors come from the machine's own configuration, so that the project works behind any."""
    named = []
    for folder, folders, files in os.walk(checkout):
        folders[:] = [name for name in folders if name not in MADE and not name.startswith(".site-")]
        for path in (Path(folder, name) for name in files):
            content = path.read_bytes() if path.is_file() else b""
            named += [f"{path.relative_to(checkout)}: {host}" for host in REGISTRIES if host.encode() in content]
    assert named == []
