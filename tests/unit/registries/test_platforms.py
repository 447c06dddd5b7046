from __future__ import annotations

import pytest

from macros.registries.platforms import accepted


@pytest.mark.parametrize(
    ("wanted", "first", "runs", "runs_not"),
    [
        ("linux/amd64", "linux/amd64", ["linux/386"], ["linux/amd64/v2", "windows/amd64"]),
        ("linux/amd64/v3", "linux/amd64/v3", ["linux/amd64/v2", "linux/amd64"], ["linux/amd64/v4"]),
        ("linux/arm64/v8", "linux/arm64", ["linux/arm/v7"], ["linux/arm64/v9"]),
        ("linux/arm64/v9", "linux/arm64/v9", ["linux/arm64"], []),
        ("linux/arm/v7", "linux/arm/v7", ["linux/arm/v6", "linux/arm/v5"], ["linux/arm64"]),
        ("linux/arm", "linux/arm/v7", ["linux/arm/v6"], []),
        ("linux/s390x", "linux/s390x", [], ["linux/amd64"]),
    ],
)
def test_an_image_for_an_older_processor_of_the_family_runs(
    wanted: str, first: str, runs: list[str], runs_not: list[str]
) -> None:
    found = accepted(wanted)
    assert found[0] == first
    assert set(runs) <= set(found)
    assert not set(runs_not) & set(found)
