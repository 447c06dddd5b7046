"""One record of each kind, small and whole."""

from __future__ import annotations

from datetime import UTC, datetime

from macros.records.commands import Answer, CommandRecord
from macros.records.experiments import ExperimentRecord, TwoBuilds
from macros.records.measurement import (
    Base,
    Build,
    BuildStep,
    Change,
    EngineIdentity,
    FileSize,
    FolderSize,
    HistoryEntry,
    ImageConfig,
    Layer,
    Measurement,
    Packages,
    SmokeTest,
    SmokeTestLimits,
    StandIn,
    Waste,
    WastedFile,
)
from macros.records.stations import (
    BuildRecord,
    Installed,
    LayerContents,
    LayerDigests,
    LayerEntry,
    PackageNote,
    WeighedLayer,
    Weighing,
)

KEY = f"sha256:{'a' * 64}"
OTHER_KEY = f"sha256:{'b' * 64}"
NOON = datetime(2026, 5, 4, 12, 0, 0, 123456, tzinfo=UTC)

ENGINE = EngineIdentity("docker", "26.1.5", "classic", embedded=True)
BUILD = Build(1.5, 2048, (BuildStep("RUN true", 3, cached=False, seconds=0.2),))
BUILD_RECORD = BuildRecord(KEY, KEY, ENGINE, 1000, "linux/amd64", NOON, NOON, BUILD)
LIMITS = SmokeTestLimits(None, 512, 128, 30.0, 1024)
SMOKE_TEST = SmokeTest("command", "python app.py", "Hello\n", "Hello\n", 0.3, read_only=True, limits=LIMITS)
CONFIG = ImageConfig((), ("python", "app.py"), ("A=1",), "/app", "", ("8000/tcp",))
HISTORY = (HistoryEntry("RUN true", 0), HistoryEntry("ENV A=1", None))
WASTE = Waste(10, 1, (WastedFile("naïve/file", 10, 0, 1),))
LARGEST = (FileSize("app/app.py", 90, 0),)
LARGEST_FOLDERS = (FolderSize("app", 90, 1),)
CHANGES = (Change(1, 90), Change(1, 10), Change(0, 0))
PACKAGES = Packages(None, None, None)
WEIGHING = Weighing(
    config_digest=KEY,
    platform="linux/amd64",
    layers=(WeighedLayer(KEY, 100, 60, 2, 10, *CHANGES),),
    history=HISTORY,
    history_created=(NOON, None),
    waste=WASTE,
    largest_files=LARGEST,
    largest_folders=LARGEST_FOLDERS,
    packages=PACKAGES,
    config=CONFIG,
)
COMMAND = CommandRecord(
    command="myapp/serve",
    text="docker run --rm -p 8686:8000 myapp:fat",
    images={"myapp:fat": KEY},
    engine=ENGINE,
    ran_at=NOON,
    exit_status=None,
    output="naïve\n",
    omitted=3,
    seconds=0.7,
    added=("port 8686 was a free one",),
    answer=Answer("http://localhost:8686/", 200, "Hello\n"),
)
EXPERIMENT = ExperimentRecord(
    "myapp/edited", KEY, {"edit": KEY}, NOON, "linux/amd64", ENGINE, {"myapp:fat": TwoBuilds(BUILD, BUILD)}
)
LAYER = LayerContents(
    KEY,
    100,
    60,
    1,
    (LayerEntry("app/app.py", "file", 100, None), LayerEntry("bin", "symlink", 0, "usr/bin")),
    (PackageNote("var/lib/dpkg/status", (Installed("libc6", "2.41", "amd64"),), (), readable=True),),
)
DIGESTS = LayerDigests(KEY, ("c" * 32, ""))


def measurement(measured_at: datetime = NOON) -> Measurement:
    """Return a whole measurement of myapp:fat."""
    return Measurement(
        reference="myapp:fat",
        key=KEY,
        inputs={"Dockerfile": OTHER_KEY},
        measured_at=measured_at,
        oldest_step_at=NOON,
        platform="linux/amd64",
        engine=ENGINE,
        bases=(Base("python:3.12", None, StandIn("python:3.12", KEY, "CPython 3.13.5 on Debian 13")),),
        config_digest=KEY,
        unpacked_size=100,
        transfer_size=60,
        engine_size=None,
        layers=(Layer(KEY, 100, 60, 2, 10, *CHANGES, "RUN true", 3, from_base=False),),
        history=HISTORY,
        waste=WASTE,
        largest_files=LARGEST,
        largest_folders=LARGEST_FOLDERS,
        packages=PACKAGES,
        config=CONFIG,
        smoke_test=SMOKE_TEST,
        build=BUILD,
        further_smoke_tests=(
            SmokeTest("http", "GET / on port 80", "200 ", "200 ", 0.4, read_only=False, limits=LIMITS),
        ),
    )
