"""Fixtures of the documentation tests: the built pages, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.docs.built import BuiltPage, read_page

if TYPE_CHECKING:
    from tests.conftest import Site


@pytest.fixture(scope="session")
def pages(site: Site) -> dict[str, BuiltPage]:
    """Return every built page by its path in the site."""
    return {path.relative_to(site.folder).as_posix(): read_page(path) for path in site.pages}
