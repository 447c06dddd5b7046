"""Computes the keys that records are filed under, each over the hashes of all that its record depends on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from ..catalog.contexts import context_inputs
from ..catalog.model import CommandTest
from ..engines.engine import LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..catalog.model import Example, SmokeTestSpec, Variant
    from ..records.measurement import Base, Digest, EngineIdentity


_TOLD = 2
"""Version of what the record of a smoke test tells: one that tells less is made anew."""


def digest_of(inputs: Mapping[str, Digest]) -> Digest:
    """Return one digest over named digests; their order does not count."""
    return _digest(json.dumps(dict(inputs), sort_keys=True, separators=(",", ":")).encode())


def build_inputs(  # noqa: PLR0913, PLR0917 - these are the things that a build depends on
    variant: Variant, example: Example, bases: Sequence[Base], platform: str, engine_name: str, image_store: str
) -> dict[str, Digest]:
    """Return the digest of each thing that a build of the variant depends on, by name.

    Names are, for example, "Dockerfile.fat", "target", "context/app.py", "base/python:3.12-slim", "platform",
    "engine". `platform` is the engine's own, as "linux/amd64"; a base counts by what it was pinned to.
    """
    dockerfile = variant.dockerfile
    inputs = {dockerfile.path.name: _digest(dockerfile.text.encode())}
    if variant.target is not None:
        inputs["target"] = _digest(variant.target.encode())
    for name, digest in context_inputs(example.folder, dockerfile, variant.target).items():
        inputs[f"context/{name}"] = digest
    for base in bases:
        inputs[f"base/{base.reference}"] = _pinned_to(base)
    inputs["platform"] = _digest((variant.platform or platform).encode())
    if variant.platform is not None:
        inputs["build_platform"] = _digest(platform.encode())
    inputs["engine"] = _digest(f"{engine_name} {image_store}".encode())
    return inputs


def measurement_inputs(of_build: Mapping[str, Digest], variant: Variant, ruler_version: str) -> dict[str, Digest]:
    """Return the digest of each thing that a measurement of the variant depends on: its build's, and two more."""
    return {
        **of_build,
        "smoke_test": smoke_tests_input(variant.smoke_tests),
        "ruler": ruler_input(ruler_version),
    }


def smoke_tests_input(specs: Sequence[SmokeTestSpec]) -> Digest:
    """Return the digest of what smoke tests run or ask and expect, in their order, and of what they may use."""
    return _digest(json.dumps([_told(spec) for spec in specs]).encode())


def ruler_input(ruler_version: str) -> Digest:
    """Return the digest of the ruler's version."""
    return _digest(ruler_version.encode())


def smoke_key(config_digest: Digest, spec: SmokeTestSpec) -> Digest:
    """Return the key of a smoke test that an image passed."""
    return digest_of({"image": config_digest, "smoke_test": smoke_tests_input((spec,))})


def weighing_key(config_digest: Digest, ruler_version: str) -> Digest:
    """Return the key of a weighing of an image."""
    return digest_of({"image": config_digest, "ruler": ruler_input(ruler_version)})


def elsewhere_key(config_digest: Digest, ruler_version: str, engine: EngineIdentity) -> Digest:
    """Return the key of what an engine shows of an image that another has measured."""
    shown_by = _digest(f"{engine.name} {engine.version} {engine.image_store}".encode())
    return digest_of({"image": config_digest, "ruler": ruler_input(ruler_version), "shown_by": shown_by})


def absence_key(engine_name: str, image_store: str) -> Digest:
    """Return the key of why an engine of our own could not be had."""
    return digest_of({"absent": _digest(f"{engine_name} {image_store}".encode())})


def _told(spec: SmokeTestSpec) -> list[object]:
    if isinstance(spec, CommandTest):
        told: list[object] = ["command", spec.command, spec.output]
    else:
        told = ["http", spec.port, spec.path, spec.status, spec.body]
    return [*told, spec.read_only, asdict(LIMITS), _TOLD]


def _pinned_to(base: Base) -> Digest:
    if base.digest is not None:
        return base.digest
    if base.stand_in is not None:
        return base.stand_in.recipe
    message = f"base {base.reference} is pinned to nothing"
    raise ValueError(message)


def _digest(content: bytes) -> Digest:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
