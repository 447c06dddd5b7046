from __future__ import annotations

import json
import stat
from pathlib import Path

from macros.engines.configuration import CREDENTIALS, WAY_OUT, client_configuration

READERS = {
    "auths": {"https://index.docker.io/v1/": {"auth": "YW5uOnNlY3JldA=="}},
    "credsStore": "secretservice",
    "credHelpers": {"ghcr.io": "gh"},
    "currentContext": "far",
    "proxies": {"default": {"httpProxy": "http://proxy:3128"}},
    "aliases": {"builder": "other"},
}


def test_a_client_of_ours_gets_the_readers_credentials_and_nothing_else_of_his(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(READERS))
    environment = {"DOCKER_CONFIG": str(tmp_path)}
    with client_configuration(environment, CREDENTIALS, Path("/usr/bin/true")) as folder:
        assert set(json.loads((folder / "config.json").read_bytes())) == {"auths", "credsStore", "credHelpers"}
        assert (folder / "cli-plugins/docker-buildx").readlink() == Path("/usr/bin/true")
    with client_configuration(environment, (*CREDENTIALS, *WAY_OUT), Path("/usr/bin/true")) as folder:
        assert json.loads((folder / "config.json").read_bytes())["proxies"] == READERS["proxies"]


def test_nobody_else_can_read_a_clients_configuration_and_it_is_gone_at_the_end(tmp_path: Path) -> None:
    with client_configuration({"HOME": "/nowhere"}, CREDENTIALS, Path("/usr/bin/true"), tmp_path) as folder:
        assert folder.parent == tmp_path
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert json.loads((folder / "config.json").read_bytes()) == {}
    assert list(tmp_path.iterdir()) == []
