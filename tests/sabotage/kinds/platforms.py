"""What an image is for: another platform, none, or one that its program is not for."""

from __future__ import annotations

from tests.sabotage.changes import Change, Refused, Shown
from tests.sabotage.edits import replace

_TOML = "examples/platforms.toml"
_CROSS = "examples/platforms/Dockerfile.cross"
_ALTERED = "platform altered"

CHANGES = (
    Change(
        _ALTERED,
        "it is misspelt",
        replace(_TOML, 'platform = "linux/arm64"', 'platform = "linux/arm46"'),
        Refused(_TOML, "`linux/arm46` is no platform.*did you mean `linux/arm64`", "linux/arm46"),
    ),
    Change(
        _ALTERED,
        "it is another than the one that the command builds for",
        replace(_TOML, 'platform = "linux/arm64"', 'platform = "linux/riscv64"'),
        Refused(_TOML, "is not how `platforms:arm64` is built", "docker build --platform linux/arm64"),
    ),
    Change(
        _ALTERED,
        "the base would be of it",
        replace(_CROSS, "FROM --platform=$BUILDPLATFORM golang", "FROM golang"),
        Refused(_CROSS, "`golang:1.27` would be of the variant's platform", "FROM golang"),
    ),
    Change(
        _ALTERED,
        "the image would not be of it",
        replace(_CROSS, "FROM scratch", "FROM builder"),
        Refused(_CROSS, "the image would be of the builder's platform", "FROM builder"),
    ),
    Change(
        _ALTERED,
        "it is gone, and the Dockerfile of another is named",
        replace(_TOML, 'platform = "linux/arm64"\n', ""),
        Refused(_TOML, "names a Dockerfile, and neither a target nor a platform", "dockerfile"),
    ),
    Change(
        _ALTERED,
        "the compiler is not told of it",
        replace(_CROSS, " GOARCH=$TARGETARCH", ""),
        Shown(measured=("platforms:amd64",), not_measured={"platforms:arm64": "smoke test through qemu-aarch64"}),
    ),
)
