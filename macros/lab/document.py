"""Brings the document that a site is built from again: from a path or a URL to its bytes, up to a size and in time."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from ..errors import SurroundingsError, TareError, UsageError
from ..registries.network import is_loopback, require_address

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a document: one image takes about 50 kB."""
_TIMES: Final = 10
"""How many times as long as a question to a registry: the document is larger than an answer of one."""
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_OK = 200
_GONE = frozenset({404, 410})
_WITHOUT_URL = "or name a file"


def read_document(source: str, environment: Mapping[str, str]) -> bytes:
    """Return the bytes of a file, or what a URL answers; proxies and certificates are the environment's.

    Raises UsageError where nothing of that name is there, TareError for a file that is too large, SurroundingsError
    where it cannot be read or fetched.
    """
    if _URL.match(source):
        return _fetch(source, environment)
    try:
        with Path(source).open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise UsageError(f"there is no file {source}; name a results.json, or the https:// address of one") from error
    except IsADirectoryError as error:
        raise UsageError(f"{source} is a folder; name the results.json in it") from error
    except OSError as error:
        raise SurroundingsError(f"{source} could not be read: {error.strerror}", "look at who may read it") from error
    if len(content) > LARGEST:
        raise TareError(f"{source}: it has more than {LARGEST >> 20} MiB, and no results.json has; name another file")
    return content


def _fetch(url: str, environment: Mapping[str, str]) -> bytes:
    _check(url)
    # A file needs no HTTP client, which takes longer to load than all else here.
    from ..registries.answers import RegistryAway, RegistryRefused
    from ..registries.client import Client, NoTls
    from ..registries.time_limit import TimeLimit

    try:
        require_address(url, environment)
        with closing(Client(environment, LARGEST)) as client:
            response = client.send("GET", url, {"Accept": "application/json"}, TimeLimit(_TIMES))
    except RegistryAway as away:
        remedy = f"see that this machine reaches it and run the same command again, {_WITHOUT_URL}"
        raise SurroundingsError(f"{url} could not be fetched: {away}", remedy) from away
    except RegistryRefused as refused:
        problem, _, remedy = str(refused).partition("; ")
        raise SurroundingsError(f"{url} could not be fetched: {problem}", remedy) from refused
    except NoTls as error:
        problem = f"{url} could not be fetched: what answers there does not speak TLS"
        raise SurroundingsError(problem, f"correct the address, {_WITHOUT_URL}") from error
    if response.status in _GONE:
        raise UsageError(f"there is nothing at {url} (status {response.status}); correct the address, {_WITHOUT_URL}")
    if response.status != _OK:
        remedy = f"run the same command again later, {_WITHOUT_URL}"
        raise SurroundingsError(f"{url} could not be fetched: it answers with status {response.status}", remedy)
    return response.body


def _check(url: str) -> None:
    """Raise UsageError for a URL that is none, or that anybody on the way could answer."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UsageError(f"{url} is no address: {error}; correct it, {_WITHOUT_URL}") from error
    if not host:
        raise UsageError(f"{url} names no host; correct it, {_WITHOUT_URL}")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        allowed = "write https://, or http:// for this machine itself"
        raise UsageError(f"{url} would not be fetched over an encrypted connection; {allowed}, {_WITHOUT_URL}")
