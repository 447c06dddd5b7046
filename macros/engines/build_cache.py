"""Forgets single records of an engine's build cache, which the SDK has no call for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import docker


def prune_cache_record(client: docker.DockerClient, record: str) -> None:
    """Forget the record with that ID, unless others depend on it or a build uses it."""
    api = client.api
    filters = json.dumps({"id": [record]})
    # Several IDs in one request are refused.
    # The SDK's own `prune_builds` takes no filter by ID.
    pruned = api._post(api._url("/build/prune"), params={"all": "true", "filters": filters})  # noqa: SLF001 - as above
    api._raise_for_status(pruned)  # noqa: SLF001 - as above
