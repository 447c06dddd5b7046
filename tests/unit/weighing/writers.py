"""Writes one image as each tool does that hands images on, in every compression that it knows."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import tarfile
from typing import TYPE_CHECKING

from tests.unit.weighing.archives import (
    blob,
    classic,
    configuration,
    descriptor,
    digest,
    docker_table,
    file,
    folder,
    gzipped,
    index,
    manifest,
    oci,
    podman,
    symlink,
    tar,
)

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def plain(layer: bytes) -> bytes:
    return layer


def zstd_packed(layer: bytes) -> bytes:
    return zstd.compress(layer)


def zstd_chunked(layer: bytes) -> bytes:
    """Return frames of 4000 bytes and a last one without data, as Podman's partial pulls want them."""
    frames = b"".join(zstd.compress(layer[start : start + 4000]) for start in range(0, len(layer), 4000))
    return frames + b"\x50\x2a\x4d\x18" + (3).to_bytes(4, "little") + b"toc"


def buildkit_oci(*layers: bytes, pack: Callable[[bytes], bytes] = gzipped) -> bytes:
    """Return what `docker buildx build --output type=oci` writes: the index names the manifest, blobs come first."""
    config, packed = configuration(*layers), [pack(layer) for layer in layers]
    image = manifest(config, packed)
    names = {"io.containerd.image.name": "example.org/library/myapp:slim", "org.opencontainers.image.ref.name": "slim"}
    return tar(
        folder("blobs/"),
        folder("blobs/sha256/"),
        *map(blob, sorted({*packed, config, image}, key=digest)),
        file("index.json", index(descriptor(image, annotations=names))),
        file("oci-layout", b'{"imageLayoutVersion":"1.0.0"}'),
    )


def buildkit_docker(*layers: bytes, pack: Callable[[bytes], bytes] = gzipped) -> bytes:
    """Return what `--output type=docker` writes: the same, and Docker's table beside it."""
    config, packed = configuration(*layers), [pack(layer) for layer in layers]
    image = manifest(config, packed)
    return tar(
        *map(blob, sorted({*packed, config, image}, key=digest)),
        file("index.json", index(descriptor(image))),
        docker_table(config, packed, "example.org/library/myapp:slim"),
        file("oci-layout", b'{"imageLayoutVersion":"1.0.0"}'),
    )


def skopeo_docker(*layers: bytes) -> bytes:
    """Return skopeo's docker-archive: files named by digest, each linked from a folder in the oldest format."""
    config = configuration(*layers)
    legacy = [hashlib.sha256(b"legacy" + layer).hexdigest() for layer in layers]
    table = [
        {
            "Config": f"{digest(config)[7:]}.json",
            "RepoTags": None,
            "Layers": [f"{digest(layer)[7:]}.tar" for layer in layers],
        }
    ]
    return tar(
        *(file(f"{digest(layer)[7:]}.tar", layer) for layer in dict.fromkeys(layers)),
        *(
            member
            for name, layer in dict(zip(legacy, layers, strict=True)).items()
            for member in (
                symlink(f"{name}/layer.tar", f"../{digest(layer)[7:]}.tar"),
                file(f"{name}/VERSION", b"1.0"),
                file(f"{name}/json", json.dumps({"id": name}).encode()),
            )
        ),
        file(f"{digest(config)[7:]}.json", config),
        file("repositories", b"{}"),
        file("manifest.json", json.dumps(table).encode()),
    )


def old_save(*layers: bytes) -> bytes:
    """Return what `docker save` wrote before version 25: a folder for each layer; a layer that is there links to it."""
    config = configuration(*layers)
    members: list[tarfile.TarInfo | tuple[tarfile.TarInfo, bytes]] = []
    first: dict[bytes, str] = {}
    names = [hashlib.sha256(b"old %d" % number).hexdigest() for number in range(len(layers))]
    for name, layer in zip(names, layers, strict=True):
        members += [
            folder(name),
            file(f"{name}/VERSION", b"1.0"),
            file(f"{name}/json", b'{"id": "%s"}' % name.encode()),
        ]
        if layer in first:
            members.append(symlink(f"{name}/layer.tar", f"../{first[layer]}/layer.tar"))
        else:
            members.append(file(f"{name}/layer.tar", layer))
        first.setdefault(layer, name)
    table = [
        {
            "Config": f"{digest(config)[7:]}.json",
            "RepoTags": ["myapp:slim"],
            "Layers": [f"{n}/layer.tar" for n in names],
        }
    ]
    return tar(
        file(f"{digest(config)[7:]}.json", config),
        *members,
        file("manifest.json", json.dumps(table).encode()),
        file("repositories", b'{"myapp": {"slim": "0"}}'),
    )


def sha512(data: bytes) -> str:
    return f"sha512:{hashlib.sha512(data).hexdigest()}"


def oci_sha512(*layers: bytes, diff_id: Callable[[bytes], str] = digest) -> bytes:
    """Return an OCI archive whose blobs are named by sha512."""
    config = configuration(*layers, rootfs={"diff_ids": [diff_id(layer) for layer in layers]})
    packed = [gzipped(layer) for layer in layers]
    image = json.dumps(
        {"config": {"digest": sha512(config)}, "layers": [{"digest": sha512(layer)} for layer in packed]}
    )
    blobs = {config, image.encode(), *packed}
    return tar(
        *(file(f"blobs/{sha512(data).replace(':', '/')}", data) for data in blobs),
        file("index.json", index({"digest": sha512(image.encode())})),
    )


def unpack_into(target: Path, archive: bytes) -> Path:
    """Return a folder that holds what an archive holds: an OCI image layout."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        # Not extractall: its `filter` is not in every Python 3.11, and must be given in later ones.
        for member in opened:
            if content := opened.extractfile(member):
                path = target / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())
    return target


WRITERS: dict[str, Callable[..., bytes]] = {
    "docker save, classic image store": classic,
    "docker save, containerd image store": oci,
    "docker save, before version 25": old_save,
    "podman save": podman,
    "podman save, oci-archive": lambda *layers: oci(*layers, with_manifest_json=False),
    "podman push, zstd:chunked": lambda *layers: oci(*layers, with_manifest_json=False, pack=zstd_chunked),
    "skopeo, docker-archive": skopeo_docker,
    "BuildKit, oci, gzip": buildkit_oci,
    "BuildKit, oci, zstd": lambda *layers: buildkit_oci(*layers, pack=zstd_packed),
    "BuildKit, oci, uncompressed": lambda *layers: buildkit_oci(*layers, pack=plain),
    "BuildKit, docker, gzip": buildkit_docker,
    "BuildKit, docker, zstd": lambda *layers: buildkit_docker(*layers, pack=zstd_packed),
    "docker save, then gzip": lambda *layers: gzipped(classic(*layers)),
    "docker save, then zstd": lambda *layers: zstd_packed(classic(*layers)),
}
"""One for each writer, form and compression; all hold the same image."""
