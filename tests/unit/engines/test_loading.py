"""What an engine says of an image that it has loaded."""

from __future__ import annotations

from typing import Any

import pytest

from macros.engines.engine import RunFailed
from macros.engines.loading import loaded_image

ID = f"sha256:{'a' * 64}"


@pytest.mark.parametrize(
    "events",
    [
        [{"stream": f"Loaded image ID: {ID}\n"}],
        [{"stream": f"Loaded image: {ID}"}],
        [{"status": "Loading layer", "progressDetail": {"current": 1}}, {"stream": f"Loaded image ID: {ID}\n"}],
    ],
)
def test_docker_and_podman_name_what_they_have_loaded(events: list[dict[str, Any]]) -> None:
    assert loaded_image(events) == ID


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([], "it said nothing"),
        ([{"error": "no space left on device", "errorDetail": {}}], "no space left on device"),
        ([{"stream": "something else"}], "something else"),
    ],
)
def test_an_engine_that_loads_nothing_is_told_with_what_it_said(events: list[dict[str, Any]], reason: str) -> None:
    with pytest.raises(RunFailed, match=f"^the engine does not load it: {reason}$"):
        loaded_image(events)
