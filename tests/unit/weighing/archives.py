"""Builds small image archives, one for each form that engines write."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from macros.records.stations import LayerContents, LayerDigests

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CREATED = "2026-05-04T10:20:30.123456789Z"


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def tar(*members: tarfile.TarInfo | tuple[tarfile.TarInfo, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """Return a tar; a member with data is a pair."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for member in members:
            info, data = member if isinstance(member, tuple) else (member, b"")
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def file(path: str, content: bytes | int = b"", *, mode: int = 0o644) -> tuple[tarfile.TarInfo, bytes]:
    """Return a regular file; a number stands for as many bytes."""
    data = b"x" * content if isinstance(content, int) else content
    info = tarfile.TarInfo(path)
    info.size, info.mode = len(data), mode
    return info, data


def special(path: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(path)
    info.type, info.linkname = kind, link
    return info


def folder(path: str) -> tarfile.TarInfo:
    return special(path, tarfile.DIRTYPE)


def symlink(path: str, target: str) -> tarfile.TarInfo:
    return special(path, tarfile.SYMTYPE, target)


def hardlink(path: str, target: str) -> tarfile.TarInfo:
    return special(path, tarfile.LNKTYPE, target)


def whiteout(path: str) -> tuple[tarfile.TarInfo, bytes]:
    parent, slash, name = path.rpartition("/")
    return file(f"{parent}{slash}.wh.{name}")


def opaque(path: str) -> tuple[tarfile.TarInfo, bytes]:
    return file(f"{path}/.wh..wh..opq")


def configuration(*layers: bytes, **changes: object) -> bytes:
    """Return an image configuration with one history entry for each layer, and an ENV before the last."""
    history: list[dict[str, Any]] = [
        {"created": CREATED, "created_by": f"RUN step {index}"} for index in range(len(layers))
    ]
    history.insert(-1, {"created": CREATED, "created_by": "ENV A=1", "empty_layer": True})
    document = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Cmd": ["python", "app.py"], "Env": ["A=1"], "WorkingDir": "/app", "ExposedPorts": {"8000/tcp": {}}},
        "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in layers]},
        "history": history,
    }
    return json.dumps(document | changes).encode()


def blob(data: bytes) -> tuple[tarfile.TarInfo, bytes]:
    return file(f"blobs/{digest(data).replace(':', '/')}", data)


def classic(*layers: bytes, config: bytes | None = None) -> bytes:
    """Return what `docker save` writes from the classic image store: uncompressed layers, manifest.json after them."""
    config = config or configuration(*layers)
    paths = [blob(layer)[0].name for layer in layers]
    manifest = [{"Config": blob(config)[0].name, "RepoTags": None, "Layers": paths}]
    index = {"schemaVersion": 2, "manifests": []}
    return tar(
        folder("blobs"),
        folder("blobs/sha256"),
        *map(blob, {*layers, config}),
        file("index.json", json.dumps(index).encode()),
        file("manifest.json", json.dumps(manifest).encode()),
        file("oci-layout", b'{"imageLayoutVersion": "1.0.0"}'),
    )


def descriptor(data: bytes, **more: object) -> dict[str, Any]:
    return {"digest": digest(data), "size": len(data), **more}


def manifest(config: bytes, layers: Sequence[bytes], **more: object) -> bytes:
    """Return an OCI image manifest; the layers are as they are stored."""
    return json.dumps(
        {"config": descriptor(config), "layers": [descriptor(layer) for layer in layers], **more}
    ).encode()


def index(*descriptors: dict[str, Any]) -> bytes:
    return json.dumps({"schemaVersion": 2, "manifests": descriptors}).encode()


def docker_table(config: bytes, layers: Sequence[bytes], *names: str) -> tuple[tarfile.TarInfo, bytes]:
    """Return the manifest.json of an archive whose files lie in blobs/."""
    table = [{"Config": blob(config)[0].name, "RepoTags": names, "Layers": [blob(layer)[0].name for layer in layers]}]
    return file("manifest.json", json.dumps(table).encode())


def gzipped(layer: bytes) -> bytes:
    return gzip.compress(layer, mtime=0)


def oci(
    *layers: bytes,
    config: bytes | None = None,
    with_manifest_json: bool = True,
    pack: Callable[[bytes], bytes] = gzipped,
) -> bytes:
    """Return what it writes from the containerd image store: packed blobs, a nested index and an attestation."""
    config = config or configuration(*layers)
    packed = [pack(layer) for layer in layers]
    image = manifest(config, packed)
    statement = b'{"_type": "https://in-toto.io/Statement/v0.1"}'
    about_config = configuration(statement, architecture="unknown", os="unknown")
    said = manifest(about_config, [statement])
    about = descriptor(said, annotations={"vnd.docker.reference.type": "attestation-manifest"})
    other_platform = {"digest": digest(b"not saved"), "size": 9}
    nested = index(descriptor(image), about, other_platform)
    return tar(
        *map(blob, {*packed, config, image, nested, statement, said, about_config}),
        file("index.json", index(descriptor(nested))),
        *([docker_table(config, packed)] if with_manifest_json else []),
        file("oci-layout", b'{"imageLayoutVersion": "1.0.0"}'),
    )


def podman(*layers: bytes) -> bytes:
    """Return what `podman save` writes: a docker-archive with files named by their digests."""
    config = configuration(*layers)
    names = [f"{digest(layer)[7:]}.tar" for layer in layers]
    manifest = [{"Config": f"{digest(config)[7:]}.json", "RepoTags": [], "Layers": names}]
    return tar(
        *(file(name, layer) for name, layer in zip(names, layers, strict=True)),
        file(f"{digest(config)[7:]}.json", config),
        file("manifest.json", json.dumps(manifest).encode()),
    )


def header(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    """Return a member's header alone, whatever size it claims."""
    info = tarfile.TarInfo(name)
    info.size, info.type = size, kind
    return info.tobuf(tarfile.GNU_FORMAT)


def pax(fields: dict[str, str], name: str = "f", data: bytes = b"", kind: bytes = tarfile.XHDTYPE) -> bytes:
    """Return a member with a PAX header before it, whatever that says."""
    records = b"".join(_pax_record(f"{key}={value}\n".encode()) for key, value in fields.items())
    return header("pax", len(records), kind) + padded(records) + header(name, len(data)) + padded(data)


def _pax_record(text: bytes) -> bytes:
    length = len(text) + 2
    while len(b"%d " % length + text) != length:
        length += 1
    return b"%d " % length + text


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % tarfile.BLOCKSIZE)


@dataclass
class RememberedLayers:
    """A layer cache in memory that tells what it was asked for."""

    kept: dict[str, LayerContents] = field(default_factory=dict)
    digests: dict[str, LayerDigests] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)

    def get(self, key: str) -> LayerContents | None:
        return self.kept.get(key)

    def has(self, key: str) -> bool:
        return key in self.kept and key in self.digests

    def add(self, key: str, record: LayerContents, digests: LayerDigests) -> None:
        self.kept[key] = record
        self.digests[key] = digests
        self.added.append(key)
