"""One Dockerfile, several platforms, on a real engine: what is built for which, and what runs the foreign one."""

from __future__ import annotations

import struct
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from macros.lab.lab import measure
from macros.progress import Silent
from macros.records.measurement import Measurement, NotMeasured
from macros.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from macros.plan.findings import Findings

GREETING = b"hello from a static program\n"
TOML = """
title = "A greeting"

[variants.amd64]
summary = "for amd64"
dockerfile = "cross"
platform = "linux/amd64"

[variants.arm64]
summary = "for arm64"
dockerfile = "cross"
platform = "linux/arm64"

[variants.mislabelled]
summary = "for arm64, with a program for amd64"
platform = "linux/arm64"

[smoke_test]
output = "hello from a static program\\n"
"""
CROSS = """\
FROM --platform=$BUILDPLATFORM debian:trixie-slim AS builder
ARG BUILDARCH TARGETARCH
COPY hello-* /
RUN cp /hello-$TARGETARCH /hello && dpkg --print-architecture > /built-on

FROM scratch
COPY --from=builder /hello /built-on /
ENTRYPOINT ["/hello"]
"""
MISLABELLED = CROSS.replace("/hello-$TARGETARCH", "/hello-amd64")
AMD64, ARM64 = 62, 183
"""What ELF calls the processors."""
CODE = {
    AMD64: bytes.fromhex("b801000000 bf01000000 488d3510000000 ba")
    + struct.pack("<I", len(GREETING))
    + bytes.fromhex("0f05 b83c000000 31ff 0f05"),
    ARM64: struct.pack(
        "<8I",
        *(0xD2800020, 0x100000E1, 0xD2800002 | len(GREETING) << 5, 0xD2800808, 0xD4000001),
        *(0xD2800000, 0xD2800BA8, 0xD4000001),
    ),
}
"""Machine code that stands right before the greeting: it writes that to standard output and exits with status 0."""


def program(machine: int) -> bytes:
    """Return a static program that prints the greeting: a header, one segment, and code."""
    content = CODE[machine] + GREETING
    base, headers = 0x400000, 64 + 56
    header = struct.pack(
        *("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01".ljust(16, b"\0"), 2, machine, 1, base + headers),
        *(64, 0, 0, 64, 56, 1, 64, 0, 0),
    )
    size = headers + len(content)
    return header + struct.pack("<IIQQQQQQ", 1, 5, 0, base, base, size, size, 0x1000) + content


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / "examples" / "greeting"
    folder.mkdir(parents=True)
    (tmp_path / "project/docs").mkdir()
    (tmp_path / "project/docs/index.md").write_text("# A page\n")
    (tmp_path / "project/mkdocs.yml").write_text("site_name: test\n")
    (folder.parent / "greeting.toml").write_text(TOML)
    (folder / "Dockerfile.cross").write_text(CROSS)
    (folder / "Dockerfile.mislabelled").write_text(MISLABELLED)
    for name, machine in (("amd64", AMD64), ("arm64", ARM64)):
        (folder / f"hello-{name}").write_bytes(program(machine))
        (folder / f"hello-{name}").chmod(0o755)
    return tmp_path / "project"


@pytest.fixture
def lab(root: Path, tare_home: Path, image_store: str) -> Callable[..., Findings]:
    def run() -> Findings:
        return measure(root, Settings(tare_home, "embedded", image_store, timedelta(days=7)), Silent(), ())

    return run


def test_one_dockerfile_makes_an_image_for_each_platform_and_each_does_its_job(lab: Callable[..., Findings]) -> None:
    findings = lab()
    images = [findings.outcomes[f"greeting:{tag}"] for tag in ("amd64", "arm64")]
    for image in images:
        assert isinstance(image, Measurement), image
        foreign = image.platform != image.build_platform
        assert (image.smoke_test.emulator or "").startswith("qemu-") == foreign
        assert image.smoke_test.got == GREETING.decode()
        assert {"platform", "build_platform"} <= image.inputs.keys()
    amd64, arm64 = images
    assert isinstance(amd64, Measurement)
    assert isinstance(arm64, Measurement)
    assert (amd64.platform, arm64.platform) == ("linux/amd64", "linux/arm64")
    assert amd64.build_platform == arm64.build_platform
    assert amd64.key != arm64.key
    assert [len(image.layers) for image in (amd64, arm64)] == [1, 1]
    # The builder is of the engine's own platform, whatever it builds for.
    assert sum("built-on" in file.path for image in (amd64, arm64) for file in image.largest_files) == 2
    assert lab().measured == ()


def test_an_image_with_a_program_for_another_platform_than_it_says_fails_its_smoke_test(
    lab: Callable[..., Findings],
) -> None:
    outcome = lab().outcomes["greeting:mislabelled"]
    assert isinstance(outcome, NotMeasured)
    assert "examples/greeting.toml: smoke test" in outcome.reason
    assert "ended with status" in outcome.reason
