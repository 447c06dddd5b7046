"""Answers a registry's demand for a login: with a password, or with a token that another server gives for it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from .answers import RegistryAway, RegistryRefused
from .client import BETWEEN, NoTls
from .network import is_loopback

if TYPE_CHECKING:
    from .client import Client, Response
    from .credentials import Credentials
    from .time_limit import TimeLimit

_SCHEME = re.compile(r"(?:^|,)\s*(Basic|Bearer)\s+", re.IGNORECASE)
_PARAMETER = re.compile(r'([A-Za-z_]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))')
_CLIENT = "tare"
_OK = 200
_DENIED = frozenset({400, 401, 403})


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a registry demands."""

    scheme: str
    """"basic" or "bearer"."""
    parameters: Mapping[str, str]
    """For "bearer": realm, service, scope."""


class Denied(Exception):
    """The credentials, or the lack of them, do not do."""


def read_challenge(header: str) -> Challenge | None:
    """Return the demand of a WWW-Authenticate header, a token's before a password's; None where it has neither."""
    _, *parts = _SCHEME.split(header)
    found = [
        Challenge(scheme.lower(), {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(rest)})
        for scheme, rest in zip(parts[::2], parts[1::2], strict=True)
    ]
    return next((each for each in found if each.scheme == "bearer"), found[0] if found else None)


def authorize(
    challenge: Challenge, credentials: Credentials | None, scope: str, client: Client, limit: TimeLimit
) -> str:
    """Return the value of the Authorization header that meets a challenge.

    `scope` is what is asked for where the challenge names none. Raises Denied, RegistryAway, RegistryRefused.
    """
    if challenge.scheme == "basic":
        if credentials is None or credentials.is_identity_token:
            raise Denied
        return credentials.basic
    realm = challenge.parameters.get("realm", "")
    parts = urlsplit(realm)
    if not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))):
        raise RegistryRefused(f"it sends logins to `{realm}`, which is not encrypted; tell who runs it")
    asked = {"scope": challenge.parameters.get("scope") or scope}
    if service := challenge.parameters.get("service"):
        asked["service"] = service
    return f"Bearer {_token(realm, asked, credentials, client, limit)}"


def _token(
    realm: str, asked: Mapping[str, str], credentials: Credentials | None, client: Client, limit: TimeLimit
) -> str:
    host = urlsplit(realm).netloc
    try:
        if credentials is not None and credentials.is_identity_token:
            form = {**asked, "grant_type": "refresh_token", "client_id": _CLIENT, "refresh_token": credentials.secret}
            response = client.send("POST", realm, {}, limit, form)
        else:
            headers = {"Authorization": credentials.basic} if credentials is not None else {}
            joint = "&" if urlsplit(realm).query else "?"
            response = client.send("GET", f"{realm}{joint}{urlencode(asked)}", headers, limit)
    except NoTls:
        raise RegistryRefused(f"{host}, which gives its logins, does not speak TLS; {BETWEEN}") from None
    except RegistryAway as away:
        raise RegistryAway(f"{host}, which gives its logins: {away}") from away
    if response.status in _DENIED:
        raise Denied
    return _read_token(response, host)


def _read_token(response: Response, host: str) -> str:
    try:
        document = json.loads(response.body)
        token = document.get("token") or document.get("access_token")
    except (ValueError, AttributeError, RecursionError):
        token = None
    if response.status != _OK or not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise RegistryRefused(f"{host}, which gives its logins, answers without a token ({response.status}); {BETWEEN}")
    return token
