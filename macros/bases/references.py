"""Brings the ways of writing one image reference to one."""

from __future__ import annotations

_DOCKER_HUB = ("docker.io", "index.docker.io", "registry-1.docker.io")


def familiar(reference: str) -> str:
    """Return an image reference as Docker shows it: without Docker Hub's name, always with its tag or digest.

    >>> familiar("docker.io/library/python:3.12-slim"), familiar("debian"), familiar("ghcr.io/a/b:1")
    ('python:3.12-slim', 'debian:latest', 'ghcr.io/a/b:1')
    """
    host, slash, rest = reference.partition("/")
    name = rest if slash and host in _DOCKER_HUB else reference
    name = name.removeprefix("library/")
    # A colon in the last part stands before the tag, one in the first before a registry's port.
    return name if "@" in name or ":" in name.rpartition("/")[2] else f"{name}:latest"
