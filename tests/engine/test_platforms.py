"""One Dockerfile, several platforms, on a real engine: what is built for which, and what runs the foreign one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from macros.lab.lab import measure
from macros.progress import Silent
from macros.records.measurement import Measurement, NotMeasured
from macros.settings import Settings
from tests.engine.static_program import GREETING, MACHINES, static_program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from macros.plan.findings import Findings

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
    for name in MACHINES:
        (folder / f"hello-{name}").write_bytes(static_program(name))
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
