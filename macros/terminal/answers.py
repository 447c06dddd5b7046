"""Rewrites what an engine says, so that a command sees its own under the names that were typed."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from .scope import COMMAND_LABEL, DEFAULT_NETWORKS

if TYPE_CHECKING:
    from collections.abc import Collection

    from .scope import Scope


def images(listed: list[dict[str, Any]], scope: Scope, patterns: Collection[str]) -> list[dict[str, Any]]:
    """Return those of an engine's images that the command declares, under their names.

    `patterns` are those of `docker images PATTERN`: of several, one has to match.
    """
    own = []
    for entry in listed:
        names = [name for name in scope.names_of(entry["Id"]) if not patterns or _matches(name, patterns)]
        if names:
            own.append({**entry, "RepoTags": names, "RepoDigests": []})
    return own


def image(told: dict[str, Any], scope: Scope) -> dict[str, Any]:
    """Return what the engine says of one image, under its names."""
    return {**told, "RepoTags": scope.names_of(told["Id"]), "RepoDigests": []}


def history(told: list[dict[str, Any]], scope: Scope) -> list[dict[str, Any]]:
    """Return an image's history, without the names that the reader's images have."""
    return [{**entry, "Tags": scope.names_of(entry["Id"]) or None} for entry in told]


def containers(listed: list[dict[str, Any]], scope: Scope) -> list[dict[str, Any]]:
    """Return the command's containers, with the names of their images as they were typed."""
    made = [(entry, scope.containers.get(entry["Id"])) for entry in listed]
    return [{**entry, "Image": container.image} for entry, container in made if container is not None]


def container(told: dict[str, Any], scope: Scope) -> dict[str, Any]:
    """Return what the engine says of one container, with its image's name as it was typed."""
    made = scope.containers.get(told["Id"])
    return {**told, "Config": {**told["Config"], "Image": made.image}} if made else told


def networks(listed: list[dict[str, Any]], scope: Scope) -> list[dict[str, Any]]:
    """Return Docker's default networks and the command's own."""
    return [
        network(entry, scope)
        for entry in listed
        if entry["Name"] in DEFAULT_NETWORKS or (entry.get("Labels") or {}).get(COMMAND_LABEL) == scope.prefix
    ]


def network(told: dict[str, Any], scope: Scope) -> dict[str, Any]:
    """Return what the engine says of one network, with the command's containers alone."""
    joined = told.get("Containers") or {}
    return {**told, "Containers": {name: each for name, each in joined.items() if name in scope.containers}}


def _matches(reference: str, patterns: Collection[str]) -> bool:
    """Return whether a reference, or its name without the tag, is meant by one of the patterns."""
    name = reference.rpartition(":")[0]
    return any(fnmatchcase(reference, pattern) or fnmatchcase(name, pattern) for pattern in patterns)
