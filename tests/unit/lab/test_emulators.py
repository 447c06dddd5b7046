"""What runs programs for other platforms: made when it is needed, once, and told when it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from macros.bases.pins import NotPinned, Pinned
from macros.engines.emulator import EMULATOR_BASE
from macros.engines.engine import BuildFailed, Engine, RunFailed, RunResult
from macros.errors import SurroundingsError
from macros.lab.emulators import Emulators
from macros.records.measurement import Base

if TYPE_CHECKING:
    from macros.engines.engine import BuildRequest

PINNED = Pinned(Base(EMULATOR_BASE, None, None), "docker-image://debian", None, None)
VERSION = "qemu-aarch64 version 10.0.13"


class FakeEngine:
    """An engine for linux/amd64 that holds no image and notes what it builds."""

    platform = "linux/amd64"

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.targets: list[str | None] = []

    def details(self, image: str) -> None:
        """Hold nothing."""

    def build(self, request: BuildRequest, _on_step: object) -> None:
        """Note what is built."""
        if self.fails:
            raise BuildFailed("apt-get found nothing")
        self.targets.append(request.target)

    def run(self, *_: object) -> RunResult:
        """Answer as QEMU does."""
        return RunResult(0, f"{VERSION}\nCopyright\n", 0.1)


def emulators(engine: FakeEngine, pin: Pinned | NotPinned = PINNED) -> Emulators:
    return Emulators(cast("Engine", engine), {EMULATOR_BASE: pin})


@pytest.mark.parametrize("platform", [None, "linux/amd64"])
def test_what_is_for_the_engines_own_platform_needs_none(platform: str | None) -> None:
    engine = FakeEngine()
    assert emulators(engine).for_platform(platform) is None
    assert engine.targets == []


def test_an_emulator_is_made_once_and_tells_what_it_is() -> None:
    engine = FakeEngine()
    made = emulators(engine)
    first, second = made.for_platform("linux/arm64"), made.for_platform("linux/arm64")
    assert first == second
    assert first is not None
    assert (first[0].program, first[1]) == ("/.tare-emulator/qemu-aarch64", VERSION)
    assert engine.targets == ["aarch64"]


def test_without_its_base_there_is_no_emulator_and_the_reason_is_told() -> None:
    with pytest.raises(RunFailed, match=r"nothing can run a program for linux/arm64 here: no registry answers"):
        emulators(FakeEngine(), NotPinned(EMULATOR_BASE, "no registry answers")).for_platform("linux/arm64")


def test_an_emulator_that_cannot_be_made_is_no_fault_of_the_image() -> None:
    with pytest.raises(SurroundingsError, match="could not be made: apt-get found nothing; see that Debian's packages"):
        emulators(FakeEngine(fails=True)).for_platform("linux/arm64")
