"""Reads image references as Docker does: which registry, which repository, which tag or digest."""

from __future__ import annotations

import re
from dataclasses import dataclass

DOCKER_HUB = "docker.io"
_NAME_LENGTH = 255
"""Characters that a repository's name may have, its registry's host name included."""
# The grammar of github.com/distribution/reference, which Docker, BuildKit and containerd share.
_LABEL = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?")
_PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_PART}(?:/{_PART})*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")
_IMAGE_ID = re.compile(r"[0-9a-f]{64}")


class WrongReference(ValueError):
    """A text that is no image reference; the message says what is wrong with it and what one looks like."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An image reference with everything that Docker adds to what was written."""

    host: str
    """The registry as Docker names it, with its port where one is written: "docker.io", "localhost:5000"."""
    repository: str
    """For example "library/python"."""
    tag: str | None
    """None only where there is a digest."""
    digest: str | None

    @property
    def name(self) -> str:
        """Registry and repository, for example "docker.io/library/python"."""
        return f"{self.host}/{self.repository}"

    @property
    def url(self) -> str:
        """Where the registry is asked, without a path."""
        return f"https://{f'registry-1.{DOCKER_HUB}' if self.host == DOCKER_HUB else self.host}"

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.name}{tag}{digest}"

    @property
    def familiar(self) -> str:
        """The reference as Docker shows it: without Docker Hub's name.

        >>> parse_reference("docker.io/library/python:3.12-slim").familiar
        'python:3.12-slim'
        """
        return str(self).removeprefix(f"{DOCKER_HUB}/").removeprefix("library/")

    @property
    def short_repository(self) -> str:
        """The repository as it is spoken of beside its registry's name: on Docker Hub without "library/"."""
        return self.repository.removeprefix("library/") if self.host == DOCKER_HUB else self.repository


def parse_reference(text: str) -> Reference:
    """Return the image reference that a text means to Docker. Raises WrongReference.

    >>> str(parse_reference("debian")), str(parse_reference("ghcr.io/a/b:1"))
    ('docker.io/library/debian:latest', 'ghcr.io/a/b:1')
    """
    rest, at, digest = text.partition("@")
    if at and not _DIGEST.fullmatch(digest):
        raise _wrong(text, f"`{digest}` is no digest", "write sha256: and its 64 hexadecimal digits")
    # A colon in the last part stands before the tag, one in the first before a registry's port.
    path, slash, last = rest.rpartition("/")
    last, colon, tag = last.partition(":")
    if colon and not _TAG.fullmatch(tag):
        raise _wrong(text, f"`{tag}` is no tag", "a tag has letters, digits, `_`, `.` and `-`, 128 at most")
    host, repository = _split_host(f"{path}{slash}{last}")
    if not _HOST.fullmatch(host):
        raise _wrong(text, f"`{host}` is no registry's host name", "write it as registry.example:5000/name:tag")
    if not _REPOSITORY.fullmatch(repository):
        remedy = "it has lower-case letters and digits, parted by `.`, `_`, `-` and `/`"
        written = repository.removeprefix("library/")
        raise _wrong(text, f"`{written}` is no repository's name", remedy)
    if len(f"{host}/{repository}") > _NAME_LENGTH or _IMAGE_ID.fullmatch(rest):
        raise _wrong(text, "its name is too long, or is an image ID", "write it as name:tag")
    return Reference(host, repository, tag or (None if at else "latest"), digest or None)


def _wrong(text: str, problem: str, remedy: str) -> WrongReference:
    return WrongReference(f"`{text}` is no image reference: {problem}; {remedy}")


def _split_host(name: str) -> tuple[str, str]:
    """Return the registry's host and the repository, with what Docker takes for granted."""
    first, slash, rest = name.partition("/")
    # Upper-case letters are allowed in a host name alone.
    is_host = bool(slash) and (bool(re.search(r"[.:]", first)) or first == "localhost" or first != first.lower())
    host, repository = (first, rest) if is_host else (DOCKER_HUB, name)
    if host == f"index.{DOCKER_HUB}":
        host = DOCKER_HUB
    if host == DOCKER_HUB and "/" not in repository:
        repository = f"library/{repository}"
    return host, repository
