"""Starts dockerd in mount, process ID and network namespaces of its own, with slirp4netns as its way out."""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from select import select
from typing import TYPE_CHECKING, NoReturn

from .linux import CLONE_NEWNET, CLONE_NEWPID, die_with_parent, unshare
from .places import remove_traces
from .root import enter_root, host_name_service, program_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from .places import Places

_INSIDE = "/run/tare"
"""Where the folder of the sockets appears to dockerd."""
_SHUTDOWN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Daemon:
    """A dockerd that was started, and what stands around it."""

    process: int
    """Process ID of dockerd's namespaces' first process, as the host sees it."""
    guard: int
    """Process ID of its parent, which kills it when the supervisor ends."""
    guard_handle: int
    """File descriptor that is readable when the guard, and so dockerd, has ended."""
    network: int
    """Process ID of slirp4netns."""
    network_handle: int
    """File descriptor that is readable when slirp4netns has ended."""
    network_ready: int
    """File descriptor that is readable when slirp4netns has set up the network, or has failed to."""
    network_exit: int
    """File descriptor whose closing ends slirp4netns."""


def start_daemon(places: Places, root: Path, lock: int) -> Daemon:
    """Start dockerd and slirp4netns; they are not ready yet when this returns.

    `lock` is the file descriptor of the data root's flock: dockerd inherits it, so that it is held until dockerd and
    all that it started have ended. To be called by a process with one thread: when that ends, so do they.
    Raises OSError when they cannot be started.
    """
    (places.run / "daemon.json").write_text(json.dumps(_configuration(places)), encoding="utf-8")
    (places.run / "certificates.pem").write_bytes(_certificates(root))
    reading, writing = os.pipe()
    supervisor = os.pidfd_open(os.getpid())
    guard = _fork(lambda: _guard(places, root, lock, supervisor, writing), {lock, supervisor, writing})
    os.close(supervisor)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    if not answer:
        os.waitpid(guard, 0)
        message = "its namespaces could not be made, as in a container without privileges"
        raise OSError(message)
    process = int(answer)
    guard_handle = os.pidfd_open(guard)
    ready, ready_writing = os.pipe()
    exit_reading, exit_writing = os.pipe()
    network = _fork(lambda: _network(root, process, ready_writing, exit_reading), {ready_writing, exit_reading})
    os.close(ready_writing)
    os.close(exit_reading)
    return Daemon(process, guard, guard_handle, network, os.pidfd_open(network), ready, exit_writing)


def stop_daemon(daemon: Daemon) -> None:
    """Stop dockerd as it wants to be stopped, or kill it when that takes too long; return when nothing is left."""
    with suppress(ProcessLookupError):
        os.kill(daemon.process, signal.SIGTERM)
    if not select([daemon.guard_handle], [], [], _SHUTDOWN_SECONDS)[0]:
        with suppress(ProcessLookupError):
            os.kill(daemon.process, signal.SIGKILL)
    os.waitpid(daemon.guard, 0)
    os.close(daemon.network_exit)
    if not select([daemon.network_handle], [], [], 1.0)[0]:
        os.kill(daemon.network, signal.SIGKILL)
    os.waitpid(daemon.network, 0)


def _fork(main: Callable[[], NoReturn], keep: set[int]) -> int:
    """Run a function in a child that has none of the supervisor's files open but those in `keep`."""
    child = os.fork()
    if child == 0:
        try:
            open_ones = {int(path.name) for path in Path("/proc/self/fd").iterdir()}
            for descriptor in open_ones - {0, 1, 2} - keep:
                with suppress(OSError):  # the one that the list was read from
                    os.close(descriptor)
            main()
        except BaseException as error:  # noqa: BLE001 - a copy of the supervisor must never return into its code
            sys.stderr.write(f"tare: {error!r}\n")
            sys.stderr.flush()
        finally:
            os._exit(1)
    return child


def _guard(places: Places, root: Path, lock: int, supervisor: int, report: int) -> NoReturn:
    """Start dockerd in new namespaces, wait for its end or the supervisor's, and leave nothing behind."""
    unshare(CLONE_NEWPID | CLONE_NEWNET)
    child = _fork(lambda: _dockerd(places, str(root), lock), {lock})
    handle = os.pidfd_open(child)
    os.write(report, str(child).encode())
    os.close(report)
    select([handle, supervisor], [], [])
    if not select([handle], [], [], 0)[0]:
        # The supervisor was killed: nobody is left to clean up but us.
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        remove_traces(places)
    else:
        os.waitpid(child, 0)
    os._exit(0)


def _dockerd(places: Places, root: str, lock: int) -> NoReturn:
    die_with_parent()
    os.set_inheritable(lock, True)  # noqa: FBT003 - the standard library's signature
    enter_root(root, [(str(places.run), _INSIDE), (str(places.data), "/var/lib/docker")])
    environment = {**program_environment(), "SSL_CERT_FILE": f"{_INSIDE}/certificates.pem"}
    # tini passes signals on and reaps what containers leave behind.
    argv = ["tini", "--", "dockerd", "--config-file", f"{_INSIDE}/daemon.json"]
    os.execve("/usr/bin/tini", argv, environment)  # noqa: S606 - no shell is what we want


def _network(root: Path, process: int, ready: int, leave: int) -> NoReturn:
    die_with_parent()
    # enter_root mounts a /proc that still shows the host's processes: so slirp4netns finds dockerd's namespaces.
    enter_root(str(root), host_name_service())
    for descriptor in (ready, leave):
        os.set_inheritable(descriptor, True)  # noqa: FBT003 - the standard library's signature
    os.dup2(os.open("/dev/null", os.O_WRONLY), 1)  # it lists addresses there, which nobody asked for
    options = ["--configure", "--mtu=65520", "--disable-host-loopback", f"--ready-fd={ready}", f"--exit-fd={leave}"]
    argv = ["slirp4netns", *options, str(process), "tap0"]
    os.execve("/usr/bin/slirp4netns", argv, program_environment())  # noqa: S606 - no shell is what we want


def _configuration(places: Places) -> dict[str, object]:
    """Return dockerd's configuration file."""
    return {
        "hosts": [f"unix://{_INSIDE}/docker.sock"],
        "group": "root",
        "data-root": "/var/lib/docker",
        # In memory and private: what is left over of these would block the next start.
        "exec-root": "/run/docker",
        "pidfile": "/run/docker.pid",
        "cgroup-parent": places.cgroup_parent,
        "exec-opts": ["native.cgroupdriver=cgroupfs"],
        "features": {"containerd-snapshotter": places.image_store == "containerd"},
        "shutdown-timeout": 5,
    }


def _certificates(root: Path) -> bytes:
    """Return the certificates that this machine trusts, for registries: its bundle, or Mozilla's and its own."""
    bundle = Path("/etc/ssl/certs/ca-certificates.crt")
    if bundle.exists():
        return bundle.read_bytes()
    folders = (root / "usr/share/ca-certificates", Path("/usr/local/share/ca-certificates"))
    return b"\n".join(path.read_bytes() for folder in folders for path in sorted(folder.rglob("*.crt")))
