"""Knows platforms: which of them a variant can name, and what BuildKit sets for a build."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from ..errors import did_you_mean
from ..machine import machine_platform

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import Instruction

PLATFORMS: Mapping[str, str] = MappingProxyType(
    {
        "linux/386": "i386",
        "linux/amd64": "x86_64",
        "linux/arm/v7": "arm",
        "linux/arm64": "aarch64",
        "linux/ppc64le": "ppc64le",
        "linux/riscv64": "riscv64",
        "linux/s390x": "s390x",
    }
)
"""What QEMU calls the processor of each platform that a variant can be built for."""
_OF_THE_BUILDER = ("--platform=$BUILDPLATFORM", "--platform=${BUILDPLATFORM}")


def wrong_platform(name: str) -> tuple[str, str] | None:
    """Return problem and remedy of a platform that no variant can be built for; None for one that it can.

    >>> wrong_platform("linux/arm46")
    ('`linux/arm46` is no platform that a variant can be built for', 'did you mean `linux/arm64`?')
    """
    if name in PLATFORMS:
        return None
    hint = did_you_mean(name, PLATFORMS) or f"write one of {', '.join(PLATFORMS)}"
    return f"`{name}` is no platform that a variant can be built for", hint


def platform_arguments(target: str | None = None) -> dict[str, str]:
    """Return the arguments that BuildKit sets by itself, for a build for `target` on this machine; None: for itself."""
    builder = machine_platform()
    arguments = {"TARGETSTAGE": "default"}
    for side, platform in (("BUILD", builder), ("TARGET", target or builder)):
        system, architecture, variant = [*platform.split("/"), ""][:3]
        arguments |= {f"{side}PLATFORM": platform, f"{side}OS": system, f"{side}ARCH": architecture}
        arguments[f"{side}VARIANT"] = variant
    return arguments


def is_of_the_builder(opened_by: Instruction) -> bool:
    """Tell whether a FROM says that its stage is built on the builder's own platform, whatever the image is for."""
    return any(flag in _OF_THE_BUILDER for flag in opened_by.flags)
