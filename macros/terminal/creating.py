"""Rewrites what a command asks to be made, so that it is the command's own and leaves the machine alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..engines.engine import Limits
from ..units import format_size
from .scope import DEFAULT_NETWORKS, not_for_a_page

if TYPE_CHECKING:
    from .scope import Scope

_ONE_CPU = 1_000_000_000
_LIMITS = Limits()
_LOG = {"Type": "json-file", "Config": {"max-size": "10m", "max-file": "1"}}
_REACHES_OUT = {
    "Privileged": "--privileged",
    "CapAdd": "--cap-add",
    "Devices": "--device",
    "DeviceRequests": "--gpus",
    "DeviceCgroupRules": "--device-cgroup-rule",
    "SecurityOpt": "--security-opt",
    "Sysctls": "--sysctl",
    "CgroupParent": "--cgroup-parent",
    "VolumesFrom": "--volumes-from",
    "Links": "--link",
    "PublishAllPorts": "--publish-all",
    "PidMode": "--pid",
    "UTSMode": "--uts",
    "UsernsMode": "--userns",
    "Runtime": "--runtime",
}
"""What lets a container out of its box, or leads to containers that are not the command's, and how it is typed."""


def container(body: dict[str, Any], scope: Scope, name: str) -> tuple[dict[str, Any], frozenset[int]]:
    """Return the body of a request that makes a container, rewritten, and the host's ports that it publishes.

    `name` is the one that was typed, or empty. Raises Refused for an unknown image and for what reaches out of
    a container.
    """
    host: dict[str, Any] = dict(body.get("HostConfig") or {})
    for key, option in _REACHES_OUT.items():
        if host.get(key):
            raise not_for_a_page(f"`{option}` lets a container out of its own walls")
    if host.get("IpcMode") not in {None, "", "private", "none", "shareable"}:
        raise not_for_a_page("`--ipc` lets a container out of its own walls")
    image = scope.image(body.get("Image", ""))
    ports = _publish(host, scope)
    _mounts(host, scope)
    _limit(host, scope)
    networks = _networks(body, host, scope, name)
    return {
        **body,
        "Image": image,
        "Labels": {**(body.get("Labels") or {}), **scope.labels},
        "HostConfig": host,
        "NetworkingConfig": {"EndpointsConfig": networks},
    }, ports


def named(body: dict[str, Any], scope: Scope) -> dict[str, Any]:
    """Return the body of a request that makes a network or a volume, with a name of the command's own."""
    renamed = {**body, "Labels": {**(body.get("Labels") or {}), **scope.labels}}
    if body.get("Driver") not in {None, "", "bridge", "local"} or body.get("DriverOpts"):
        raise not_for_a_page("a network or volume of this kind reaches out of the engine")
    if body.get("Name"):
        renamed["Name"] = scope.private(body["Name"])
    return renamed


def _publish(host: dict[str, Any], scope: Scope) -> frozenset[int]:
    """Put a free port of the loopback address in the place of each port that was asked for."""
    bindings = host.get("PortBindings") or {}
    asked: list[str] = [each.get("HostPort") or "" for several in bindings.values() for each in several or [{}]]
    for port in asked:
        scope.add(f"{f'port {port}' if port else 'a port'} was published on a free port of 127.0.0.1")
    host["PortBindings"] = {port: [{"HostIp": "127.0.0.1", "HostPort": ""}] for port in bindings}
    return frozenset(int(port) for port in asked if port.isdigit())


def _mounts(host: dict[str, Any], scope: Scope) -> None:
    """Let named volumes be the command's own; folders of the machine are refused."""
    asked = [_bound(bind) for bind in host.pop("Binds", None) or ()] + list(host.get("Mounts") or ())
    mounts = []
    for mount in asked:
        if mount.get("Type") not in {"volume", "tmpfs"}:
            raise not_for_a_page("it mounts a folder of this machine into a container")
        if mount.get("Source"):
            options = mount.get("VolumeOptions") or {}
            if options.get("DriverConfig"):
                raise not_for_a_page("a volume of this kind reaches out of the engine")
            labels = {**(options.get("Labels") or {}), **scope.labels}
            source = scope.private(mount["Source"])
            mounts.append({**mount, "Source": source, "VolumeOptions": {**options, "Labels": labels}})
        else:
            mounts.append(mount)
    host["Mounts"] = mounts


def _bound(bind: str) -> dict[str, Any]:
    """Return `-v name:/path:ro` as `--mount` says it; the source of a folder begins with a slash."""
    source, _, rest = bind.partition(":")
    target, _, options = rest.partition(":")
    kind = "bind" if source.startswith(("/", ".", "~")) else "volume"
    return {"Type": kind, "Source": source, "Target": target, "ReadOnly": "ro" in options.split(",")}


def _limit(host: dict[str, Any], scope: Scope) -> None:
    """Limit what a container may use, where the command does not."""
    limits = []
    if not host.get("Memory"):
        host["Memory"] = _LIMITS.memory
        host["MemorySwap"] = _LIMITS.memory
        limits.append(f"{format_size(_LIMITS.memory)} of memory")
    if (host.get("PidsLimit") or 0) <= 0:
        host["PidsLimit"] = _LIMITS.pids
        limits.append(f"{_LIMITS.pids} processes")
    if not host.get("NanoCpus") and not host.get("CpuQuota"):
        host["NanoCpus"] = _ONE_CPU
        limits.append("one processor")
    if limits:
        scope.add(f"a container of it had at most {', '.join(limits)}")
    if not (host.get("LogConfig") or {}).get("Type"):
        host["LogConfig"] = _LOG


def _networks(body: dict[str, Any], host: dict[str, Any], scope: Scope, name: str) -> dict[str, Any]:
    """Return the networks to join, those of the command by their private names; other containers' are refused."""
    mode = host.get("NetworkMode") or "default"
    if mode == "host" or mode.startswith(("container:", "ns:")):
        raise not_for_a_page("its container is to share a network that is not its own")
    endpoints = dict((body.get("NetworkingConfig") or {}).get("EndpointsConfig") or {})
    if mode not in DEFAULT_NETWORKS | {"default"}:
        host["NetworkMode"] = scope.network(mode)
        endpoints.setdefault(mode, {})
    renamed = {}
    for network, asked in endpoints.items():
        own = network not in DEFAULT_NETWORKS | {"default"}
        aliases = [*((asked or {}).get("Aliases") or ()), *([name] if own and name else ())]
        # Docker gives a container's name to its neighbours: ours is another one than was typed.
        extra = {"Aliases": aliases} if aliases else {}
        renamed[scope.network(network) if own else network] = {**(asked or {}), **extra}
    return renamed
