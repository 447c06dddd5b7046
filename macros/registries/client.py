"""Sends one HTTP request and reads its whole answer: in time, up to a size, with secrets for one host only."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlencode, urljoin, urlsplit

import urllib3
from urllib3 import exceptions
from urllib3.exceptions import HTTPError, NewConnectionError, ProxyError, SSLError

from .answers import RegistryAway, RegistryRefused
from .certificates import refusal, trusting
from .network import is_loopback, proxy_for

if TYPE_CHECKING:
    from .time_limit import TimeLimit

LARGEST = 4 * 1024 * 1024
"""Bytes of an answer; distribution's own limit for a manifest."""
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_CHUNK = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
BETWEEN = "see what stands between this machine and it, such as a proxy or a network's login page, then run again"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    """Whose names are looked up in any case."""
    body: bytes


class NoTls(Exception):
    """What answered does not speak TLS."""


class Client:
    """An HTTP client with the environment's proxies and certificates, for one thread."""

    def __init__(self, environment: Mapping[str, str], largest: int = LARGEST) -> None:
        """`largest` is the number of bytes that an answer may have."""
        self._environment = environment
        self._largest = largest
        self._managers: dict[tuple[str, str], urllib3.PoolManager] = {}

    def send(
        self, method: str, url: str, headers: Mapping[str, str], limit: TimeLimit, form: Mapping[str, str] | None = None
    ) -> Response:
        """Return the answer to a request, which carries a form where one is given; redirects are followed.

        "Authorization" goes to the URL's own host alone. Raises RegistryAway, RegistryRefused for a certificate that
        is not trusted and for an answer that is too large, NoTls where TLS was expected in vain.
        """
        sent = dict(headers)
        for _ in range(_MOST_REDIRECTS):
            response = self._send_once(method, url, sent, limit, form)
            location = response.headers.get("Location")
            if response.status not in _REDIRECTS or location is None or form is not None:
                return response
            target = urljoin(url, location)
            if not _is_safe(target, url):
                raise RegistryRefused(f"{_host(url)} leads on to an address that is not encrypted; {BETWEEN}")
            if _origin(target) != _origin(url):
                sent.pop("Authorization", None)
            url = target
        raise RegistryRefused(f"{_host(url)} leads from one address to the next without end; {BETWEEN}")

    def close(self) -> None:
        """Close every connection."""
        for manager in self._managers.values():
            manager.clear()

    def _send_once(
        self, method: str, url: str, headers: Mapping[str, str], limit: TimeLimit, form: Mapping[str, str] | None
    ) -> Response:
        limit.begin_exchange()
        try:
            response = self._manager(url).request(
                method,
                url,
                headers={"User-Agent": "tare", **headers} | (_FORM if form is not None else {}),
                body=urlencode(form) if form is not None else None,
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
                timeout=urllib3.Timeout(limit.left()),
            )
            try:
                body = _body(response, url, limit, self._largest)
            except BaseException:
                response.close()
                raise
            response.release_conn()
        except HTTPError as error:
            raise self._failure(url, error, limit) from error
        return Response(response.status, response.headers, body)

    def _manager(self, url: str) -> urllib3.PoolManager:
        origin = _origin(url)
        if origin not in self._managers:
            context = trusting(_host(url), self._environment) if origin[0] == "https" else None
            self._managers[origin] = self._new_manager(url, context)
        return self._managers[origin]

    def _new_manager(self, url: str, context: ssl.SSLContext | None) -> urllib3.PoolManager:
        proxy = proxy_for(url, self._environment)
        if proxy is None:
            return urllib3.PoolManager(ssl_context=context)
        parts = urlsplit(proxy)
        if parts.scheme not in {"http", "https"}:
            raise RegistryAway(f"the proxy is of a kind that cannot be used, {parts.scheme}; http and https can")
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else None
        headers = urllib3.make_headers(proxy_basic_auth=login) if login else None
        return urllib3.ProxyManager(proxy, ssl_context=context, proxy_headers=headers)

    def _shake_hands(self, url: str, context: ssl.SSLContext, limit: TimeLimit) -> None:
        """Begin a connection with a context that ends it before anything is sent. Raises OSError."""
        try:
            self._new_manager(url, context).request("GET", url, retries=False, timeout=urllib3.Timeout(limit.left()))
        except HTTPError as error:
            raise OSError(str(error)) from error

    def _failure(self, url: str, error: HTTPError, limit: TimeLimit) -> Exception:
        """Return what a failed exchange means."""
        if not isinstance(error, SSLError):
            proxy = urlsplit(proxy_for(url, self._environment) or "").hostname
            return _without_tls(error, _host(url), proxy, limit.too_slow)
        cause = error.args[0]
        if not isinstance(cause, ssl.SSLCertVerificationError):
            return NoTls()
        return RegistryRefused(
            refusal(_host(url), cause, lambda context: self._shake_hands(url, context, limit)),
        )


def _without_tls(error: HTTPError, host: str, proxy: str | None, too_slow: str) -> Exception:
    cause = error.args[-1] if error.args else None
    if isinstance(error, ProxyError):
        return RegistryAway(f"the proxy {proxy} does not let through: {error.original_error}")
    if isinstance(error, NewConnectionError):
        return RegistryAway((error.__cause__.strerror if isinstance(error.__cause__, OSError) else None) or str(error))
    if isinstance(error, exceptions.TimeoutError):
        return RegistryAway(too_slow)
    if isinstance(cause, HTTPException) and not isinstance(cause, RemoteDisconnected | IncompleteRead):
        return RegistryRefused(f"what {host} answers is no HTTP; {BETWEEN}")
    return RegistryAway("the connection broke off")


def _body(response: urllib3.BaseHTTPResponse, url: str, limit: TimeLimit, largest: int) -> bytes:
    body = bytearray()
    while chunk := response.read1(_CHUNK):
        body += chunk
        limit.left()
        if len(body) > largest:
            raise RegistryRefused(f"{_host(url)} answers with more than {largest >> 20} MiB; {BETWEEN}")
    return bytes(body)


def _is_safe(url: str, before: str) -> bool:
    """Return whether a redirect may be followed: to TLS, or on a way that never had it, on this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    return parts.scheme == "http" and urlsplit(before).scheme == "http" and is_loopback(parts.hostname or "")


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _origin(url: str) -> tuple[str, str]:
    return urlsplit(url).scheme, urlsplit(url).netloc
