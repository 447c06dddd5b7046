"""Makes what `docker context create` keeps, for the tests beside this file and those with real engines."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_context(
    configuration: Path, name: str, host: str, *, certificates: Path | None = None, skip_verify: bool = False
) -> None:
    """Write a context into a folder of Docker's configuration, with the ca.pem, cert.pem and key.pem of another."""
    identity = hashlib.sha256(name.encode()).hexdigest()
    meta = configuration / "contexts/meta" / identity / "meta.json"
    meta.parent.mkdir(parents=True)
    docker = {"Host": host, "SkipTLSVerify": skip_verify}
    meta.write_text(json.dumps({"Name": name, "Metadata": {}, "Endpoints": {"docker": docker}}))
    if certificates is not None:
        shutil.copytree(certificates, configuration / "contexts/tls" / identity / "docker")


def use_context(configuration: Path, name: str) -> None:
    """Make a context the current one, as `docker context use` does."""
    (configuration / "config.json").write_text(json.dumps({"currentContext": name}))
