from __future__ import annotations

from typing import TYPE_CHECKING

from macros.reading import waiting

if TYPE_CHECKING:
    from pathlib import Path


def test_the_text_of_every_page_was_read_against_the_files_that_it_is_about_as_they_are(checkout: Path) -> None:
    """Where one changed, read the page again, mend what is no longer true, and note it: `tare read PAGE`."""
    assert waiting(checkout) == []
