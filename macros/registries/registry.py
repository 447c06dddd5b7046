"""Fetches documents of one repository from its registry, with a login where one is wanted."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .answers import RegistryRefused
from .authorization import Denied, authorize, read_challenge
from .client import BETWEEN, NoTls
from .credentials import credentials_for
from .network import is_loopback
from .references import DOCKER_HUB

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .client import Client, Response
    from .references import Reference
    from .time_limit import TimeLimit

_OK, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY = 200, 401, 403, 404, 429
_DIGEST = "Docker-Content-Digest"


class Registry:
    """A reference's registry, asked within one time limit, by one thread."""

    def __init__(self, reference: Reference, client: Client, environment: Mapping[str, str], limit: TimeLimit) -> None:
        self._reference = reference
        self._client = client
        self._environment = environment
        self._limit = limit
        self._url = reference.url
        self._authorization: str | None = None

    def digest(self, accept: str) -> str | None:
        """Return the digest that the registry has for the reference, without its document; None where it says none.

        Such a request counts in no registry's rate limit.
        """
        response = self._ask("HEAD", f"manifests/{self._tag_or_digest}", accept)
        return response.headers.get(_DIGEST)

    def manifest(self, accept: str, digest: str | None = None) -> tuple[str, bytes]:
        """Return the digest and the bytes of the reference's manifest or index, or of the one with that digest."""
        wanted = digest or self._reference.digest
        response = self._ask("GET", f"manifests/{wanted or self._tag_or_digest}", accept)
        algorithm = (wanted or "sha256").partition(":")[0]
        got = f"{algorithm}:{hashlib.new(algorithm, response.body).hexdigest()}"
        said = wanted or response.headers.get(_DIGEST)
        # Only the digests that are computed here can be compared; a registry may name a tag's by another algorithm.
        if said is not None and said.startswith(f"{algorithm}:") and said != got:
            raise self._wrong_digest(said, got)
        return got, response.body

    def blob(self, digest: str) -> bytes:
        """Return the bytes of a blob."""
        response = self._ask("GET", f"blobs/{digest}", "*/*")
        algorithm = digest.partition(":")[0]
        got = f"{algorithm}:{hashlib.new(algorithm, response.body).hexdigest()}"
        if got != digest:
            raise self._wrong_digest(digest, got)
        return response.body

    @property
    def _tag_or_digest(self) -> str:
        return self._reference.digest or self._reference.tag or ""

    def _ask(self, method: str, path: str, accept: str) -> Response:
        response = self._send(method, path, accept)
        if response.status == _UNAUTHORIZED:
            self._log_in(response)
            response = self._send(method, path, accept)
        if response.status != _OK:
            raise self._refusal(response)
        return response

    def _send(self, method: str, path: str, accept: str) -> Response:
        headers = {"Accept": accept}
        if self._authorization is not None:
            headers["Authorization"] = self._authorization
        url = f"{self._url}/v2/{self._reference.repository}/{path}"
        try:
            return self._client.send(method, url, headers, self._limit)
        except NoTls:
            parts = urlsplit(self._url)
            if parts.scheme == "https" and is_loopback(parts.hostname or ""):
                # As Docker does: what is on this machine may be asked without TLS.
                self._url = f"http://{parts.netloc}"
                return self._send(method, path, accept)
            host = self._reference.host
            raise RegistryRefused(f"the registry {host} does not speak TLS; {BETWEEN}") from None

    def _log_in(self, response: Response) -> None:
        challenge = read_challenge(response.headers.get("WWW-Authenticate", ""))
        if challenge is None or self._authorization is not None:
            raise self._unauthorized()
        credentials = credentials_for(self._reference.host, self._environment, self._limit)
        scope = f"repository:{self._reference.repository}:pull"
        try:
            self._authorization = authorize(challenge, credentials, scope, self._client, self._limit)
        except Denied:
            raise self._unauthorized() from None
        except RegistryRefused as refused:
            raise RegistryRefused(f"the registry {self._reference.host}: {refused}") from refused

    def _refusal(self, response: Response) -> RegistryRefused:
        """Return what an answer that is no document means."""
        reference, host = self._reference, self._reference.host
        repository = reference.short_repository
        if response.status in {_UNAUTHORIZED, _FORBIDDEN}:
            return self._unauthorized()
        if response.status == _TOO_MANY:
            after = response.headers.get("Retry-After", "")
            wait = f"wait {after} s" if after.isdecimal() else "wait"
            return RegistryRefused(
                f"the registry {host} takes no more requests for now (status 429); {wait}, or run `{self._login}`, "
                "since who is logged in may ask more often"
            )
        if response.status == _NOT_FOUND and _error_code(response.body) == "NAME_UNKNOWN":
            return RegistryRefused(
                f"the registry {host} has no repository {reference.short_repository}; correct its name"
            )
        if response.status == _NOT_FOUND:
            what = f"digest {reference.digest}" if reference.digest else f"tag `{reference.tag}`"
            return RegistryRefused(
                f"the registry {host} has no {what} of {repository}; use one that it has, or push it again"
            )
        return RegistryRefused(f"the registry {host} answers with status {response.status}; {BETWEEN}")

    def _unauthorized(self) -> RegistryRefused:
        host, repository = self._reference.host, self._reference.short_repository
        return RegistryRefused(
            f"the registry {host} does not let {repository} be read: it wants a login, another one, or there is no "
            f"such repository; run `{self._login}`, or correct the name"
        )

    @property
    def _login(self) -> str:
        host = self._reference.host
        return "docker login" if host == DOCKER_HUB else f"docker login {host}"

    def _wrong_digest(self, wanted: str, got: str) -> RegistryRefused:
        return RegistryRefused(
            f"the registry {self._reference.host} sends {got} where it should send {wanted}; {BETWEEN}"
        )


def _error_code(body: bytes) -> str | None:
    """Return the code of a registry's error, for example "NAME_UNKNOWN"; None where the body is none."""
    try:
        code = json.loads(body)["errors"][0]["code"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return None
    return code if isinstance(code, str) else None
