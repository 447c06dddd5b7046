"""Reads the reader's own configuration of Docker's command line, and makes one with little of it in it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import SurroundingsError
from ..temporary import temporary_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

CREDENTIALS = ("auths", "credsStore", "credHelpers")
"""What a config.json has on how to log in to registries."""
WAY_OUT = ("proxies", "HttpHeaders")
"""What a config.json has on how to reach them."""
DEFAULT_CONTEXT = "default"
"""The one that is there without being made: where DOCKER_HOST says, or where everybody looks."""
PLUGINS = "cli-plugins"
"""The folder beside config.json in which the command line finds its plugins."""


def configuration_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of the reader's config.json; there need not be one."""
    named = environment.get("DOCKER_CONFIG")
    return Path(named) if named else Path(environment.get("HOME") or Path.home()) / ".docker"


def read_configuration(environment: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the reader's config.json; an empty one where there is none.

    Raises SurroundingsError where it is damaged: what it says of engines and logins would be passed over in silence.
    """
    path = configuration_folder(environment) / "config.json"
    try:
        read = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not JSON"
        raise _unreadable(path, str(why)) from error
    if not isinstance(read, dict):
        raise _unreadable(path, "it is no JSON object")
    return read


def readable_configuration(environment: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the reader's config.json; an empty one where it cannot be read, as for `docker` itself."""
    try:
        return read_configuration(environment)
    except SurroundingsError:
        return {}


def _unreadable(path: Path, why: str) -> SurroundingsError:
    return SurroundingsError(
        f"Docker's configuration {path} cannot be read: {why}", "mend that file, or remove it and log in again"
    )


def current_context(environment: Mapping[str, str]) -> str:
    """Return the name of the context that `docker`, typed in that environment, would use.

    Raises SurroundingsError where config.json would tell, and is damaged.
    """
    if environment.get("DOCKER_HOST"):
        return DEFAULT_CONTEXT
    return str(
        environment.get("DOCKER_CONTEXT") or read_configuration(environment).get("currentContext") or DEFAULT_CONTEXT
    )


@contextmanager
def client_configuration(
    environment: Mapping[str, str], keys: Collection[str], buildx: Path, parent: Path | None = None
) -> Iterator[Path]:
    """Make a folder for DOCKER_CONFIG with these keys of the reader's config.json and a buildx; it is gone at the end.

    It stands in `parent`, or among the temporary files, and nobody else can read it: it may hold passwords.
    """
    read = readable_configuration(environment)
    with temporary_folder("client", parent) as folder:
        kept = {key: read[key] for key in keys if key in read}
        (folder / "config.json").write_text(json.dumps(kept), encoding="utf-8")
        (folder / PLUGINS).mkdir()
        (folder / PLUGINS / "docker-buildx").symlink_to(buildx)
        yield folder
