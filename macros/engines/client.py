"""Makes the Docker SDK's client for an engine at an endpoint, by the same way by which it was asked."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, Any

import docker
import urllib3
import urllib3.connection
from docker.transport.basehttpadapter import BaseHTTPAdapter
from docker.utils.proxy import ProxyConfig

from .asking import ask
from .dialing import Dialer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

    from .endpoints import Endpoint

_API_SECONDS = 600
"""How long an engine may be silent in the middle of an answer."""
_URL = "http+docker://"
"""What the SDK's URLs begin with."""
_POOL_SIZE = 10
"""Connections that are kept for the next request; each may have been a login over SSH."""


def connect(endpoint: Endpoint, environment: Mapping[str, str]) -> docker.DockerClient:
    """Return a client of the engine at an endpoint. Raises SurroundingsError where none answers."""
    said = ask(endpoint, environment)
    client = docker.DockerClient(base_url="unix:///engine", version=said.api_version, timeout=_API_SECONDS)
    # The SDK's own way over SSH needs a library of its own, knows no time limits, and reads the environment.
    client.api.mount(_URL, _Adapter(Dialer(endpoint, environment)))
    # What a container is given must not depend on who measures.
    client.api._proxy_configs = ProxyConfig()  # noqa: SLF001 - there is no other way
    return client


def open_connection(client: docker.DockerClient) -> http.client.HTTPConnection:
    """Return a connection of its own to a client's engine, for what is too large for the SDK.

    The engine may be silent for as long as it likes. Raises OSError where it does not answer.
    """
    connection = http.client.HTTPConnection("localhost")
    # Once closed it must not be made anew, to a host of that name.
    connection.auto_open = False
    connection.sock = client.api.get_adapter(_URL).dialer.dial()
    connection.sock.settimeout(None)
    return connection


class _Connection(urllib3.connection.HTTPConnection):
    def __init__(self, dialer: Dialer, **more: Any) -> None:  # noqa: ANN401 - urllib3's own
        super().__init__("localhost", **more)
        self._dialer = dialer

    def connect(self) -> None:
        self.sock = self._dialer.dial()
        self.sock.settimeout(self.timeout if isinstance(self.timeout, int | float) else None)


class _Pool(urllib3.HTTPConnectionPool):
    def __init__(self, dialer: Dialer) -> None:
        super().__init__("localhost", maxsize=_POOL_SIZE)
        self._dialer = dialer

    def _new_conn(self) -> _Connection:
        return _Connection(self._dialer, timeout=self.timeout.connect_timeout)


class _Adapter(BaseHTTPAdapter):  # type: ignore[misc]  # the SDK is not annotated
    """Speaks HTTP over the connections that a dialer makes."""

    def __init__(self, dialer: Dialer) -> None:
        super().__init__()
        self.dialer = dialer
        self._pool = _Pool(dialer)

    def get_connection(self, _url: str, _proxies: Mapping[str, str] | None = None) -> _Pool:
        return self._pool

    def request_url(self, request: requests.PreparedRequest, _proxies: Mapping[str, str] | None) -> str:
        return str(request.path_url)

    def close(self) -> None:
        super().close()
        self._pool.close()
        self.dialer.close()
