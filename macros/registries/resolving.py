"""Resolves one image reference for one platform, without pulling anything."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from ..records.resolutions import Resolution
from .answers import RegistryRefused
from .client import BETWEEN, Client
from .manifests import ACCEPT, Index, Manifest, read_document, read_platform
from .platforms import accepted
from .registry import Registry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from .answers import Question
    from .time_limit import TimeLimit


def resolve(question: Question, environment: Mapping[str, str], limit: TimeLimit, now: datetime) -> Resolution:
    """Return what a registry says of a reference. Raises RegistryAway, RegistryRefused."""
    with closing(Client(environment)) as client:
        return _resolve(question, Registry(question.reference, client, environment, limit), now)


def _resolve(question: Question, registry: Registry, now: datetime) -> Resolution:
    reference, platform = question.reference, question.platform
    known = question.known
    if known is not None and registry.digest(ACCEPT) == known.digest:
        return replace(known, checked_at=now)
    try:
        digest, body = registry.manifest(ACCEPT)
        document = read_document(body)
        if isinstance(document, Index):
            platform_digest, manifest = _of_index(document, registry, question)
        else:
            platform_digest, manifest = digest, document
            there = read_platform(registry.blob(manifest.config.digest))
            if there not in accepted(platform):
                raise _no_platform(question, (there,))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RegistryRefused(
            f"what the registry {reference.host} sends for {reference.short_repository} is no manifest of an image; "
            f"{BETWEEN}"
        ) from error
    return Resolution(str(reference), platform, digest, platform_digest, manifest.transfer_size, now)


def _of_index(index: Index, registry: Registry, question: Question) -> tuple[str, Manifest]:
    """Return digest and manifest of an index's image for the platform."""
    digest = index.digest_for(question.platform)
    if digest is None:
        raise _no_platform(question, index.platforms)
    _, body = registry.manifest(ACCEPT, digest)
    manifest = read_document(body)
    if isinstance(manifest, Index):
        raise msgspec.DecodeError
    return digest, manifest


def _no_platform(question: Question, there: tuple[str, ...]) -> RegistryRefused:
    has = f"for {', '.join(there)}" if there else "for no platform"
    reference = question.reference
    tag = f":{reference.tag}" if reference.tag else f"@{reference.digest}"
    return RegistryRefused(
        f"the registry {reference.host} has {reference.short_repository}{tag} {has}, not for "
        f"{question.platform}; use an image that is made for it, or an engine of another platform"
    )
