"""Makes base images that no build has ever stood on, so that no step of an experiment can be in the cache already."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..engines.engine import BuildRequest
from ..engines.ours import private_name
from ..temporary import temporary_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..engines.engine import Engine

_MARK = "tare-trial"


@contextmanager
def trial_bases(named_contexts: Mapping[str, str], trial: str, engine: Engine) -> Iterator[dict[str, str]]:
    """Give, for each base reference, a named context that has one small file more than what it is pinned to.

    BuildKit finds a step in its cache by what it stands on: WORKDIR it takes from there even where it is told to take
    nothing. Raises BuildFailed or SurroundingsError.
    """
    names: list[str] = []
    made: dict[str, str] = {}
    try:
        with temporary_folder("trial") as folder:
            (folder / _MARK).write_text(trial)
            (folder / "Dockerfile").write_text(f"FROM base\nCOPY {_MARK} /.{_MARK}\n")
            for number, (reference, source) in enumerate(named_contexts.items()):
                name = private_name(f"cache-experiment:base-{number}")
                names.append(name)
                request = BuildRequest(name, folder / "Dockerfile", folder, named_contexts={"base": source})
                engine.build(request, lambda _step: None)
                made[reference] = f"docker-image://{name}"
        yield made
    finally:
        for name in names:
            engine.remove(name)
