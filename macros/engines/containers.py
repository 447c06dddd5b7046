"""Watches containers: what they printed, whether they ended, what an app in one answered over HTTP."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from .engine import RunFailed

if TYPE_CHECKING:
    from docker.models.containers import Container

    from .engine import Limits
    from .output import Output

_SCRIPT = """
import json, sys, time, urllib.error, urllib.request
url, limit, most = sys.argv[1], time.monotonic() + float(sys.argv[2]), int(sys.argv[3])
while True:
    try:
        reply = urllib.request.urlopen(url, timeout=5)
    except urllib.error.HTTPError as error:
        reply = error
    except OSError as error:
        if time.monotonic() > limit:
            sys.exit(f"no answer from {url}: {error}")
        time.sleep(0.05)
        continue
    body = reply.read(most + 1)
    text = body[:most].decode(errors="replace")
    print(json.dumps({"status": reply.status, "body": text, "whole": len(body) <= most}))
    break
"""
_POLL_SECONDS = 0.05
_LAST_WORD_SECONDS = 1.0
"""An app that answers one request and ends is given this long for its answer to be told."""
_PATIENCE_SECONDS = 10.0
"""The probe reports by itself when its time is up; after this much more it is given up."""
_SHOWN = 500
"""Characters of output that a message shows."""
_LONGEST_CHARACTER = 4
"""Bytes."""
_LAST_LINES = 20


def probe_command(url: str, limits: Limits) -> tuple[str, ...]:
    """Return the command with which a container that has python3 asks for a URL, again and again until it answers."""
    return ("python3", "-c", _SCRIPT, url, str(limits.seconds), str(limits.output))


def address_of(app: Container, network: str) -> str:
    """Return the address that a running app has in a network. Raises RunFailed when it has ended."""
    if _ended(app):
        raise RunFailed(f"the app ended before it answered; it printed: {_last_words(app) or 'nothing'}")
    address: str = app.attrs["NetworkSettings"]["Networks"][network]["IPAddress"]
    return address


def published_port(app: Container, limits: Limits) -> tuple[int, int]:
    """Return the one port that an app publishes, and the host's port that it got, as soon as it has one.

    Raises RunFailed when it publishes none or several, or ends first.
    """
    until = time.monotonic() + limits.seconds
    while True:
        ended = _ended(app)
        got = {port: given for port, given in app.attrs["NetworkSettings"]["Ports"].items() if given}
        if len(got) > 1:
            raise RunFailed(f"it publishes several ports ({', '.join(got)}), and one is asked")
        for port, given in got.items():
            return int(port.partition("/")[0]), int(given[0]["HostPort"])
        if ended:
            raise RunFailed(f"the app ended before it answered; it printed: {_last_words(app) or 'nothing'}")
        if time.monotonic() > until:
            raise RunFailed(f"it published no port within {limits.seconds:g} s; add `-p`")
        time.sleep(_POLL_SECONDS)


def wait_for_reply(app: Container, prober: Container, port: int, limits: Limits, output: Output | None = None) -> None:
    """Wait until the probe got an answer from the app. Raises RunFailed when it got none or the app flooded."""
    until = time.monotonic() + limits.seconds + _PATIENCE_SECONDS
    while not _ended(prober):
        ended = _ended(app)
        if output is not None:
            output.check()
        if ended:
            time.sleep(_LAST_WORD_SECONDS)
            if not _ended(prober):
                raise RunFailed(f"the app ended before it answered; it printed: {_last_words(app) or 'nothing'}")
        elif time.monotonic() > until:
            break
        time.sleep(_POLL_SECONDS)
    if output is not None:
        output.check()
    if prober.attrs["State"]["Running"] or prober.attrs["State"]["ExitCode"] != 0:
        words = _last_words(app)
        told = f"; the app printed: {words}" if words else ""
        heard = f"nothing answered on port {port} within {limits.seconds:g} s"
        raise RunFailed(f"{heard}: the app must listen on 0.0.0.0, not on 127.0.0.1{told}")


def read_reply(heard: str, limits: Limits) -> tuple[int, str]:
    """Return the status and the body that the probe printed. Raises RunFailed when the body is longer than agreed."""
    reply = json.loads(heard)
    if not reply["whole"]:
        raise RunFailed(f"its answer is longer than {limits.output:,} bytes")
    return reply["status"], reply["body"]


def _ended(container: Container) -> bool:
    container.reload()
    return bool(container.status in ("exited", "dead"))


def _last_words(container: Container) -> str:
    kept = b""
    for chunk in container.logs(stream=True, follow=False, tail=_LAST_LINES):
        kept = (kept + chunk)[-_SHOWN * _LONGEST_CHARACTER :]
    return kept.decode(errors="replace").strip()[-_SHOWN:]
