"""Matches the platforms of images with the wanted one, as containerd does."""

from __future__ import annotations

_ARCHITECTURES = {"x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64", "armhf": "arm", "i386": "386"}
_IMPLIED = {"arm64": "v8", "amd64": "v1"}
"""The variant that is meant where none stands, and that is never written."""
_OLDEST_ARM = 5


def normal(platform: str) -> str:
    """Return a platform in its usual spelling.

    >>> normal("linux/aarch64"), normal("linux/arm64/v8"), normal("linux/arm")
    ('linux/arm64', 'linux/arm64', 'linux/arm/v7')
    """
    system, _, rest = platform.lower().partition("/")
    architecture, _, variant = rest.partition("/")
    architecture = _ARCHITECTURES.get(architecture, architecture)
    if architecture == "arm" and not variant:
        variant = "v7"
    if variant == _IMPLIED.get(architecture):
        variant = ""
    return "/".join(part for part in (system, architecture, variant) if part)


def accepted(platform: str) -> tuple[str, ...]:
    """Return the platforms whose images run on one, the best first.

    >>> accepted("linux/arm/v7")
    ('linux/arm/v7', 'linux/arm/v6', 'linux/arm/v5')
    """
    wanted = normal(platform)
    system, _, rest = wanted.partition("/")
    architecture, _, variant = rest.partition("/")
    level = int(variant[1:]) if variant[1:].isdecimal() else 0
    older = [f"{system}/{architecture}/v{each}" for each in range(level - 1, 0, -1)]
    if architecture == "arm":
        older = _arms(system, level - 1)
    if architecture == "arm64":
        older = [*older, f"{system}/arm64", *_arms(system, 8)]
    if architecture == "amd64":
        older = [*older, f"{system}/386"]
    return tuple(dict.fromkeys(normal(each) for each in (wanted, *older)))


def _arms(system: str, newest: int) -> list[str]:
    return [f"{system}/arm/v{each}" for each in range(newest, _OLDEST_ARM - 1, -1)]
