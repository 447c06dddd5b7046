from __future__ import annotations

import pytest

from macros.registries import asking


@pytest.fixture(autouse=True)
def no_registry_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what other tests gave up: ports come again."""
    monkeypatch.setattr(asking, "_given_up", {})
