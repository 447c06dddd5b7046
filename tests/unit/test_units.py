from __future__ import annotations

import pytest

from macros.units import parse_size


@pytest.mark.parametrize(
    ("text", "size"),
    [("1 B", 1), ("50 MB", 50_000_000), ("50MB", 50_000_000), ("1.13 GB", 1_130_000_000), ("2 GiB", 2 * 1024**3)],
)
def test_a_size_is_read_as_people_write_it(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize(
    "text", ["", "50", "MB", "50 mb", "50 KB", "-1 B", "1,5 kB", "1.5 B", "50 MB or so", "٣ kB", "1e3 B"]
)
def test_another_text_is_no_size(text: str) -> None:
    with pytest.raises(ValueError, match="is no "):
        parse_size(text)
