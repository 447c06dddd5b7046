"""Tells the way to a host: directly or through which proxy, and whether its name is known at all."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .answers import RegistryAway

if TYPE_CHECKING:
    from collections.abc import Mapping

PORTS = {"https": 443, "http": 80}


def is_loopback(host: str) -> bool:
    """Return whether a host name, without port, is this machine's own in every network.

    >>> is_loopback("localhost"), is_loopback("127.0.0.2"), is_loopback("::1"), is_loopback("docker.io")
    (True, True, True, False)
    """
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def proxy_for(url: str, environment: Mapping[str, str]) -> str | None:
    """Return the proxy that the environment wants for a URL, as programs usually read it; None for the direct way."""
    parts = urlsplit(url)
    proxy = _either_case(environment, f"{parts.scheme}_proxy") or _either_case(environment, "all_proxy")
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    excepted = _either_case(environment, "no_proxy").lower().replace(",", " ").split()
    if not proxy or is_loopback(host) or any(_is_meant(each, host, port) for each in excepted):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def require_address(url: str, environment: Mapping[str, str]) -> None:
    """Raise RegistryAway where nobody knows the name of a URL's host, or of the proxy on the way there.

    It takes a few milliseconds on a machine without a network, and loads nothing.
    """
    parts = urlsplit(proxy_for(url, environment) or url)
    try:
        socket.getaddrinfo(parts.hostname, parts.port or PORTS.get(parts.scheme), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # the latter for a label of more than 63 characters
        raise RegistryAway(f"the name {parts.hostname} is not known") from error


def _is_meant(entry: str, host: str, port: int) -> bool:
    """Return whether an entry of NO_PROXY means a host, as Go, and so Docker, reads it."""
    if entry == "*":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    name, _, of_port = entry.partition(":")
    name = name.removeprefix("*")
    if of_port and of_port != str(port):
        return False
    return host == name or host.endswith(name if name.startswith(".") else f".{name}")


def _either_case(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name) or environment.get(name.upper()) or ""
