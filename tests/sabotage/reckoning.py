"""Reckons what a condition of a claim says, anew and in its own way: from words, results and sources to a number."""

from __future__ import annotations

import ast
import fnmatch
import json
import operator
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_CALL = re.compile(rf"([a-z_]+)\(((?:[^()\"]|{_QUOTED})*)\)")
_ALONE = re.compile(r"(written|printed|instructions)\(([^,()]+), ([^,\"]*[(][^,\"]*)\)")
"""One that asks for a text with a parenthesis, which these words do not quote."""
_ARGUMENT = re.compile(rf"{_QUOTED}|[^,]+")
_VALUE = re.compile(r"_(\d+)")
_SIZE = re.compile(r"\b(\d+(?:\.\d+)?) ?(B|kB|MB|GB|KiB|MiB|GiB)\b")
_UNITS = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
_SIGNS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class NotReckoned(Exception):
    """What a condition says cannot be reckoned by this module."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What conditions are reckoned from."""

    results: Mapping[str, Any]
    """`results.json`."""
    examples: Path
    """The project's folder of examples."""


def reckon(words: str, evidence: Evidence) -> float:
    """Return the number of one side of a condition such as "size(web:slim) / 10". Raises NotReckoned."""
    alone = _ALONE.fullmatch(words)
    if alone is not None:
        return _call(words, evidence, alone[1], [alone[2], alone[3]])
    values: list[float] = []

    def value_of(call: re.Match[str]) -> str:
        arguments = [_plain(found.strip()) for found in _ARGUMENT.findall(call[2])]
        values.append(_call(words, evidence, call[1], arguments))
        return f"_{len(values) - 1}"

    text = _SIZE.sub(lambda size: repr(float(size[1]) * _UNITS[size[2]]), _CALL.sub(value_of, words))
    try:
        return _value(ast.parse(text, mode="eval").body, values)
    except SyntaxError as error:
        raise NotReckoned(words) from error


def _call(words: str, evidence: Evidence, name: str, arguments: list[str]) -> float:
    try:
        return _FUNCTIONS[name](evidence, *arguments)
    except (KeyError, TypeError, IndexError, ValueError, OSError) as error:
        raise NotReckoned(words) from error


def _plain(argument: str) -> str:
    return str(json.loads(argument)) if argument.startswith('"') else argument


def _value(node: ast.expr, values: list[float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name) if found := _VALUE.fullmatch(name):
            return values[int(found[1])]
        case ast.BinOp(left=left, op=sign, right=right):
            return _SIGNS[type(sign)](_value(left, values), _value(right, values))
    raise NotReckoned(ast.unparse(node))


def _record(evidence: Evidence, reference: str) -> Mapping[str, Any]:
    record: Mapping[str, Any] = evidence.results["images"][reference]["measurement"]
    return record


def _size(evidence: Evidence, reference: str, what: str = "unpacked_size") -> float:
    record = _record(evidence, reference)
    if what == "unpacked_size":
        return float(sum(layer["unpacked_size"] for layer in record["layers"]))
    return float(record["waste"]["bytes"] if what == "waste" else record[what])


def _layer(evidence: Evidence, reference: str, prefix: str) -> Mapping[str, Any]:
    (found,) = [
        layer for layer in _record(evidence, reference)["layers"] if (layer["instruction"] or "").startswith(prefix)
    ]
    layer: Mapping[str, Any] = found
    return layer


def _layers(evidence: Evidence, reference: str, which: str = "all") -> list[Mapping[str, Any]]:
    layers = _record(evidence, reference)["layers"]
    return [layer for layer in layers if which == "all" or layer["from_base"] == (which == "base")]


def _packages(evidence: Evidence, reference: str, pattern: str) -> list[Mapping[str, Any]]:
    systems = _record(evidence, reference)["packages"].values()
    return [each for system in systems for each in system or () if fnmatch.fnmatchcase(each["name"], pattern)]


def _shared(evidence: Evidence, one: str, other: str) -> float:
    pairs = zip(_layers(evidence, one), _layers(evidence, other), strict=False)
    differing = (index for index, (mine, theirs) in enumerate(pairs) if mine["diff_id"] != theirs["diff_id"])
    return next(differing, min(len(_layers(evidence, one)), len(_layers(evidence, other))))


def _printed(evidence: Evidence, command: str, text: str) -> float:
    record = evidence.results["commands"][command]["record"]
    shown = [record["output"], (record["answer"] or {"body": ""})["body"]]
    return sum(text in line for each in shown for line in each.splitlines())


def _filed(kind: str) -> Callable[..., float]:
    """Return what looks an answer about files up: only the lab has their lists."""
    return lambda evidence, *arguments: float(evidence.results["facts"][f"{kind}({', '.join(arguments)})"]["value"])


def _written(evidence: Evidence, path: str, text: str) -> float:
    return sum(text in line for line in (evidence.examples / path).read_text(encoding="utf-8").splitlines())


def _dockerfile(evidence: Evidence, reference: str) -> str:
    """Return the Dockerfile of a variant, with comments; of a target's the whole file."""
    example, tag = reference.split(":")
    declared = tomllib.loads((evidence.examples / f"{example}.toml").read_text(encoding="utf-8"))["variants"][tag]
    return (evidence.examples / example / f"Dockerfile.{declared.get('dockerfile', tag)}").read_text(encoding="utf-8")


def _changed_lines(evidence: Evidence, one: str, other: str) -> float:
    """Count by blocks that two Dockerfiles have in common what lies between them."""
    texts = _dockerfile(evidence, one).splitlines(), _dockerfile(evidence, other).splitlines()
    blocks = SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_matching_blocks()
    ends = [(0, 0), *((block.a + block.size, block.b + block.size) for block in blocks)]
    return sum(max(block.a - mine, block.b - theirs) for block, (mine, theirs) in zip(blocks, ends, strict=False))


def _instructions(evidence: Evidence, reference: str, prefix: str) -> float:
    """Count by lines: in this project an instruction begins a line, and every stage is needed."""
    return sum(line.startswith(prefix) for line in _dockerfile(evidence, reference).splitlines())


def _built(evidence: Evidence, experiment: str, reference: str, build: str = "rebuild") -> Mapping[str, Any]:
    record: Mapping[str, Any] = evidence.results["experiments"][experiment]["record"]["variants"][reference][build]
    return record


def _steps(evidence: Evidence, experiment: str, reference: str, beginning: str, *, cached: bool) -> float:
    steps = _built(evidence, experiment, reference)["steps"]
    return float(sum(step["instruction"].startswith(beginning) and step["cached"] == cached for step in steps))


def ignore_lines(evidence: Evidence, reference: str) -> list[str]:
    """Return the lines of the ignore file that an image's build obeys."""
    example, tag = reference.split(":")
    folder = evidence.examples / example
    own = folder / f"Dockerfile.{tag}.dockerignore"
    ignore_file = own if own.is_file() else folder / ".dockerignore"
    return ignore_file.read_text(encoding="utf-8").splitlines() if ignore_file.is_file() else []


def context(evidence: Evidence, reference: str, which: str = "offered") -> list[Path]:
    """Return the files of an example's folder that a build is offered, or that its ignore file keeps from it."""
    folder = evidence.examples / reference.partition(":")[0]
    lines = ignore_lines(evidence, reference)
    patterns = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if is_ignored(path.relative_to(folder), patterns) == (which == "kept_out")]


def is_ignored(path: PurePath, patterns: list[str]) -> bool:
    """Tell what the last pattern says that means a path or a folder above it."""
    above = [path.as_posix(), *(folder.as_posix() for folder in path.parents)]
    ignored = False
    for pattern in patterns:
        parts = re.split(r"(\*\*/|\*)", pattern.removeprefix("!").strip("/"))
        regular = "".join({"**/": "(?:.*/)?", "*": "[^/]*"}.get(part, re.escape(part)) for part in parts)
        if any(re.fullmatch(regular, each) for each in above):
            ignored = not pattern.startswith("!")
    return ignored


_FUNCTIONS: dict[str, Callable[..., float]] = {
    "size": _size,
    "difference": lambda evidence, one, other, *what: _size(evidence, one, *what) - _size(evidence, other, *what),
    "ratio": lambda evidence, one, other, *what: _size(evidence, one, *what) / _size(evidence, other, *what),
    "layer_size": lambda evidence, reference, prefix, what="unpacked_size": _layer(evidence, reference, prefix)[what],
    "layer_files": lambda evidence, reference, prefix: _layer(evidence, reference, prefix)["files"],
    "layer_count": lambda evidence, *arguments: len(_layers(evidence, *arguments)),
    "base_size": lambda evidence, reference, what="unpacked_size": sum(
        layer[what] for layer in _layers(evidence, reference, "base")
    ),
    "own_size": lambda evidence, reference, what="unpacked_size": sum(
        layer[what] for layer in _layers(evidence, reference, "own")
    ),
    "shared_layers": _shared,
    "packages": lambda evidence, *arguments: len(_packages(evidence, *arguments)),
    "package_size": lambda evidence, *arguments: sum(each["bytes"] for each in _packages(evidence, *arguments)),
    "printed": _printed,
    "written": _written,
    "changed_lines": _changed_lines,
    "instructions": _instructions,
    "file_count": _filed("file_count"),
    "files_size": _filed("files_size"),
    "changed_files": _filed("changed_files"),
    "rebuilt": lambda evidence, name, reference, beginning="": _steps(
        evidence, name, reference, beginning, cached=False
    ),
    "from_cache": lambda evidence, name, reference, beginning="": _steps(
        evidence, name, reference, beginning, cached=True
    ),
    "context_sent": lambda evidence, *arguments: float(_built(evidence, *arguments)["context_bytes"]),
    "build_seconds": lambda evidence, *arguments: float(_built(evidence, *arguments)["seconds"]),
    "step_seconds": lambda evidence, *arguments: float(
        _built(evidence, *arguments[:3])["steps"][int(arguments[3])]["seconds"]
    ),
    "setuid_files": _filed("setuid_files"),
    "layers_with": _filed("layers_with"),
    "context_files": lambda evidence, *arguments: len(context(evidence, *arguments)),
    "context_size": lambda evidence, *arguments: sum(path.stat().st_size for path in context(evidence, *arguments)),
    "kept_out_size": lambda evidence, reference, path: next(
        each.stat().st_size for each in context(evidence, reference, "kept_out") if each.match(path)
    ),
}
"""By the names of macros."""
