"""Tells what an engine is, and what it lacks to build what the pages show, from what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..records.measurement import EngineIdentity

if TYPE_CHECKING:
    from collections.abc import Mapping

PODMANS_STORE = "containers-storage"
"""What Podman calls its image store; its API does not tell."""
BUILDING_WITH_PODMAN = "building with Podman comes later"
_NAMED_CONTEXTS_API = (1, 42)
"""Docker Engine 23.0: the first whose BuildKit takes named build contexts, with which bases are pinned."""
_BUILDKIT = "2"
"""The builder that an engine names in its answer to /_ping where it has BuildKit."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine is and can."""

    identity: EngineIdentity
    platform: str
    """Its own, for example "linux/amd64"."""
    api_version: str
    buildkit: bool

    @property
    def name(self) -> str:
        """What a sentence calls it, for example "Docker 28.2.2"."""
        return f"{self.identity.name.capitalize()} {self.identity.version}"

    @property
    def lacks(self) -> str | None:
        """Why it cannot build what the pages show, as a clause; None where it can."""
        if self.identity.name == "podman":
            return f"it is {self.name}, and {BUILDING_WITH_PODMAN}"
        if not self.platform.startswith("linux/"):
            return f"it is {self.name} for {self.platform}, and the pages are about Linux containers"
        if _numbers(self.api_version) < _NAMED_CONTEXTS_API:
            return f"it is {self.name}, and named build contexts came with Docker 23"
        if not self.buildkit:
            return f"it is {self.name} without BuildKit"
        return None


def read_capabilities(builder: str, version: Mapping[str, Any], info: Mapping[str, Any]) -> Capabilities:
    """Return what an engine is that answered so to /_ping (its header Builder-Version), /version and /info."""
    return Capabilities(
        identity=identify(version, info, embedded=False),
        platform=f"{version['Os']}/{version['Arch']}",
        api_version=str(version["ApiVersion"]),
        buildkit=builder == _BUILDKIT,
    )


def identify(version: Mapping[str, Any], info: Mapping[str, Any], *, embedded: bool) -> EngineIdentity:
    """Return which engine answered so to /version and /info."""
    podmans = [part["Version"] for part in version.get("Components") or () if part["Name"] == "Podman Engine"]
    if podmans:
        return EngineIdentity("podman", podmans[0], PODMANS_STORE, embedded)
    containerd = "io.containerd.snapshotter" in str(info.get("DriverStatus"))
    return EngineIdentity("docker", version["Version"], "containerd" if containerd else "classic", embedded)


def unlimited(info: Mapping[str, Any]) -> frozenset[str]:
    """Return which of a container's limits an engine cannot set that answered so to /info.

    Of "cpus", "memory" and "pids"; a Docker without root sets none of them where its user was not given control groups.
    """
    needed = {"cpus": ("CpuCfsPeriod", "CpuCfsQuota"), "memory": ("MemoryLimit",), "pids": ("PidsLimit",)}
    return frozenset(limit for limit, names in needed.items() if not all(info.get(name) for name in names))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
