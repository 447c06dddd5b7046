"""Keeps what was measured: each station's records, filed under their keys in TARE_HOME/records."""

from __future__ import annotations

import gzip
import re
import zlib
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from .commands import CommandRecord
from .elsewhere import EngineAbsent, ShownElsewhere
from .experiments import ExperimentRecord
from .facts import FactRecord
from .files import read_whole, seal, unseal, write_whole
from .measurement import SmokeTest
from .resolutions import Resolution
from .stations import BuildRecord, LayerContents, LayerDigests, Weighing

if TYPE_CHECKING:
    from pathlib import Path

Record = TypeVar("Record")

_KEY = re.compile(r"sha256:([0-9a-f]{64})")
_FASTEST = 1
"""gzip level of packed shelves: paths and field names shrink to a tenth, and a better level gains little."""


class Shelf(Generic[Record]):
    """Records of one kind, a file each. Safe for several threads and processes at once."""

    def __init__(self, folder: Path, kind: type[Record], *, packed: bool = False) -> None:
        self._folder = folder
        self._packed = packed
        self._decoder = msgspec.json.Decoder(kind)

    def get(self, key: str) -> Record | None:
        """Return the record under that key; None where there is none that is whole and valid.

        Raises SurroundingsError where its file cannot be read.
        """
        document = read_whole(self._path(key))
        if document is None:
            return None
        if self._packed:
            try:
                document = gzip.decompress(document)
            except (OSError, EOFError, zlib.error):
                return None
        body = unseal(key, document)
        if body is None:
            return None
        try:
            return self._decoder.decode(body)
        except msgspec.DecodeError:
            return None

    def add(self, key: str, record: Record) -> None:
        """File a record under a key, in place of one that may stand there. Raises SurroundingsError (a full disk)."""
        document = seal(key, msgspec.json.encode(record))
        if self._packed:
            document = gzip.compress(document, _FASTEST, mtime=0)
        write_whole(self._path(key), document)

    def has(self, key: str) -> bool:
        """Tell whether something is filed under that key, whole or not."""
        return self._path(key).exists()

    def remove(self, key: str) -> None:
        """Remove the record under that key, where there is one."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        match = _KEY.fullmatch(key)
        if not match:
            message = f"`{key}` is no key: keys are sha256 digests"
            raise ValueError(message)
        suffix = ".json.gz" if self._packed else ".json"
        return self._folder / f"{match[1]}{suffix}"


class LayerShelf:
    """What the ruler read off single layers: thousands of paths each, needed only while something is weighed."""

    def __init__(self, records: Path) -> None:
        self._contents = Shelf(records / "layers", LayerContents, packed=True)
        self._digests = Shelf(records / "layer_digests", LayerDigests, packed=True)

    def get(self, key: str) -> LayerContents | None:
        """Return the layer under that key, without a look at its files' digests."""
        return self._contents.get(key)

    def has(self, key: str) -> bool:
        """Tell whether a layer and its files' digests are filed under that key."""
        return self._contents.has(key) and self._digests.has(key)

    def files(self, key: str) -> tuple[LayerContents, LayerDigests] | None:
        """Return the layer under that key and its files' digests; None where one is not there or damaged.

        The other one then goes too, so that the layer is read again.
        """
        contents, digests = self._contents.get(key), self._digests.get(key)
        if contents is not None and digests is not None:
            return contents, digests
        self._contents.remove(key)
        self._digests.remove(key)
        return None

    def add(self, key: str, contents: LayerContents, digests: LayerDigests) -> None:
        """File a layer and the digests of its files. Raises SurroundingsError (a full disk)."""
        self._contents.add(key, contents)
        self._digests.add(key, digests)


class Store:
    """The records of every station, under `home`/records. Keys are sha256 digests ("sha256:" and 64 hex digits)."""

    def __init__(self, home: Path) -> None:
        records = home / "records"
        self._builds = Shelf(records / "builds", BuildRecord)
        self._weighings = Shelf(records / "weighings", Weighing)
        self._smoke_tests = Shelf(records / "smoke_tests", SmokeTest)
        self._commands = Shelf(records / "commands", CommandRecord)
        self._elsewhere = Shelf(records / "elsewhere", ShownElsewhere)
        self._absent = Shelf(records / "absent", EngineAbsent)
        self._resolutions = Shelf(records / "resolutions", Resolution)
        self._facts = Shelf(records / "facts", FactRecord)
        self._experiments = Shelf(records / "experiments", ExperimentRecord)
        self.layers = LayerShelf(records)
        """What the ruler read off single layers."""

    def build(self, key: str) -> BuildRecord | None:
        """Return the build under that key."""
        return self._builds.get(key)

    def add_build(self, key: str, record: BuildRecord) -> None:
        """File a build."""
        self._builds.add(key, record)

    def weighing(self, key: str) -> Weighing | None:
        """Return the weighing under that key."""
        return self._weighings.get(key)

    def add_weighing(self, key: str, record: Weighing) -> None:
        """File a weighing."""
        self._weighings.add(key, record)

    def smoke_test(self, key: str) -> SmokeTest | None:
        """Return the passed smoke test under that key."""
        return self._smoke_tests.get(key)

    def add_smoke_test(self, key: str, record: SmokeTest) -> None:
        """File a passed smoke test."""
        self._smoke_tests.add(key, record)

    def command(self, key: str) -> CommandRecord | None:
        """Return the command that was run under that key."""
        return self._commands.get(key)

    def add_command(self, key: str, record: CommandRecord) -> None:
        """File a command that was run."""
        self._commands.add(key, record)

    def shown_elsewhere(self, key: str) -> ShownElsewhere | None:
        """Return what another engine shows of the image under that key."""
        return self._elsewhere.get(key)

    def add_shown_elsewhere(self, key: str, record: ShownElsewhere) -> None:
        """File what another engine shows of an image."""
        self._elsewhere.add(key, record)

    def engine_absent(self, key: str) -> EngineAbsent | None:
        """Return why the engine under that key could not be had when that was last tried."""
        return self._absent.get(key)

    def add_engine_absent(self, key: str, record: EngineAbsent) -> None:
        """File that an engine could not be had."""
        self._absent.add(key, record)

    def remove_engine_absent(self, key: str) -> None:
        """Forget that an engine could not be had."""
        self._absent.remove(key)

    def resolution(self, key: str) -> Resolution | None:
        """Return what a registry said under that key."""
        return self._resolutions.get(key)

    def add_resolution(self, key: str, record: Resolution) -> None:
        """File what a registry said."""
        self._resolutions.add(key, record)

    def fact(self, key: str) -> FactRecord | None:
        """Return the answer that file lists gave under that key."""
        return self._facts.get(key)

    def add_fact(self, key: str, record: FactRecord) -> None:
        """File an answer that file lists gave."""
        self._facts.add(key, record)

    def experiment(self, key: str) -> ExperimentRecord | None:
        """Return the cache experiment that was made under that key."""
        return self._experiments.get(key)

    def add_experiment(self, key: str, record: ExperimentRecord) -> None:
        """File a cache experiment that was made."""
        self._experiments.add(key, record)
