"""Reads what a reader gave to `docker login`: from Docker's configuration, or from the helper that it names."""

from __future__ import annotations

import base64
import json
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .answers import RegistryRefused
from .references import DOCKER_HUB

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .time_limit import TimeLimit

_HUB_KEY = "https://index.docker.io/v1/"
"""What Docker files Docker Hub's credentials under."""
_TOKEN_USER = "<token>"  # noqa: S105 - a user's name that says what the secret is
"""The user's name under which a helper keeps an identity token."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a registry may be told about the reader."""

    user: str
    secret: str = field(repr=False)
    is_identity_token: bool
    """Whether the secret is one that only the registry's token service takes."""

    @property
    def basic(self) -> str:
        """The value of an Authorization header."""
        return f"Basic {base64.b64encode(f'{self.user}:{self.secret}'.encode()).decode()}"


def credentials_for(host: str, environment: Mapping[str, str], limit: TimeLimit) -> Credentials | None:
    """Return the reader's credentials for a registry, named as Docker names it; None where there are none.

    Raises RegistryRefused where Docker's configuration or a helper cannot be read; no message has a secret in it.
    """
    path = _configuration(environment)
    try:
        document = json.loads(path.read_bytes())
        key = _HUB_KEY if host == DOCKER_HUB else host
        helper = (document.get("credHelpers") or {}).get(key) or document.get("credsStore")
        found = _from_helper(helper, key, environment, limit) if helper else None
        return found or _from_file(document.get("auths") or {}, key)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        kind = error.strerror if isinstance(error, OSError) else "it is not what `docker login` writes"
        raise RegistryRefused(
            f"the credentials for {host} could not be read from {path}: {kind}; mend that file, or log in again"
        ) from None  # the cause may carry a secret


def _configuration(environment: Mapping[str, str]) -> Path:
    folder = environment.get("DOCKER_CONFIG")
    return Path(folder or Path(environment.get("HOME") or Path.home()) / ".docker") / "config.json"


def _from_file(entries: Mapping[str, Mapping[str, str]], key: str) -> Credentials | None:
    # Older versions of Docker filed registries under whole addresses.
    entry = entries.get(key) or next((found for name, found in entries.items() if _host(name) == _host(key)), None)
    if not entry:
        return None
    user, _, password = base64.b64decode(entry.get("auth") or "", validate=True).decode().partition(":")
    token = entry.get("identitytoken")
    if token:
        return Credentials(user, token, is_identity_token=True)
    return Credentials(user, password.rstrip("\0"), is_identity_token=False) if user else None


def _from_helper(helper: str, key: str, environment: Mapping[str, str], limit: TimeLimit) -> Credentials | None:
    """Ask a credential helper; None where it has nothing for that registry."""
    limit.begin_exchange()
    program = f"docker-credential-{helper}"
    try:
        asked = subprocess.run(
            [program, "get"],
            input=key.encode(),
            env=dict(environment),
            capture_output=True,
            timeout=limit.left(),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        why = "it is not there" if isinstance(error, OSError) else "it does not answer"
        raise RegistryRefused(
            f"the credentials for {key} are kept by {program}: {why}; "
            "install it or unlock what it reads, or log in without it"
        ) from None
    if asked.returncode != 0:  # "credentials not found in native keychain"
        return None
    answer: dict[str, Any] = json.loads(asked.stdout)
    if not answer.get("Secret"):
        return None
    user = answer.get("Username") or ""
    return Credentials(user, answer["Secret"], is_identity_token=user == _TOKEN_USER)


def _host(key: str) -> str:
    return key.removeprefix("https://").removeprefix("http://").partition("/")[0]
