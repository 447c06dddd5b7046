"""The command `tare`: reads the command line, calls one function, prints what came of it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from .errors import TareError, UsageError, WrongSource
from .settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .plan.findings import Findings
    from .settings import Settings

_NOT_MEASURED = 3
_INTERRUPTED = 130
_OTHER_SITE = "site-zensical"
"""Where the site lies that the other generator made: beside the one that is published."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    0: done; 1: wrong source, no new site, or an answer that does not meet its challenge; 2: usage; 3: something could
    not be measured.
    """
    # A run that is told to end must end its builds first: the signal becomes an exception.
    signal.signal(signal.SIGTERM, _terminate)
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.run(parsed, read_settings(os.environ)))
    except WrongSource as wrong:
        made = "; no new site was made" if parsed.run in {_site, _serve} else ""
        print(f"{wrong}\n{_count(len(wrong.faults), 'fault')}{made}", file=sys.stderr)
        return wrong.exit_status
    except TareError as error:
        print(f"tare: {error}", file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        # Whoever was reading has seen enough, as `head` does; what is left goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("tare: ended; what was measured is kept", file=sys.stderr)
        return _INTERRUPTED


def project_root(start: Path) -> Path:
    """Return the nearest folder from `start` upward that holds a mkdocs.yml.

    Raises UsageError where there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "mkdocs.yml").is_file():
            return folder
    message = f"{start} is in no project: no folder above it has a mkdocs.yml; change to your checkout"
    raise UsageError(message)


def _site(parsed: argparse.Namespace, settings: Settings) -> int:
    from .site import build_site

    root = project_root(Path.cwd())
    find = partial(_find, root, parsed, settings)
    if parsed.zensical:
        findings = build_site(root, find, "zensical", root / _OTHER_SITE)
        opened = f"The site is in {root / _OTHER_SITE}; `python3 -m http.server -d {_OTHER_SITE}` opens it"
    else:
        findings = build_site(root, find)
        opened = f"The site is in {root / 'site'}; `make serve` opens it"
    _summary(findings)
    print(f"{opened}, since search needs HTTP.", file=sys.stderr)
    return _status(findings)


def _find(root: Path, parsed: argparse.Namespace, settings: Settings) -> Findings:
    if parsed.replay is None:
        return _measure(root, settings, (), refresh=parsed.refresh)
    from .lab.replay import replay

    return replay(root, parsed.replay, settings, os.environ)


def _serve(_: argparse.Namespace, settings: Settings) -> int:
    from .site import serve_site

    root = project_root(Path.cwd())
    serve_site(root, lambda: _measure(root, settings, ()))
    return 0


def _measure_command(parsed: argparse.Namespace, settings: Settings) -> int:
    root = project_root(Path.cwd())
    findings = _measure(root, settings, tuple(parsed.references), refresh=parsed.refresh)
    _summary(findings)
    return _status(findings)


def _weigh(parsed: argparse.Namespace, settings: Settings) -> int:
    from datetime import UTC, datetime

    from .records.unbuilt import unbuilt_json
    from .weigh import Wanted, weigh_source

    wanted = Wanted(parsed.source, parsed.image, parsed.platform)
    record = weigh_source(wanted, sys.stdin.buffer, datetime.now(UTC), settings, os.environ)
    if parsed.json:
        sys.stdout.buffer.write(unbuilt_json(record))
        sys.stdout.flush()
        return 0
    from .weight_table import weight_table

    if isinstance(sys.stdout, TextIOWrapper):
        # Names in an image may have letters that the terminal's encoding lacks.
        sys.stdout.reconfigure(errors="backslashreplace")
    print("\n".join(weight_table(record)), flush=True)
    return 0


def _challenge(parsed: argparse.Namespace, _: Settings) -> int:
    from .challenges import copy_challenge, list_challenges

    root = project_root(Path.cwd())
    if parsed.name is None:
        print("\n".join([*list_challenges(root), "`tare challenge NAME` copies one into a new folder."]))
        return 0
    folder = copy_challenge(root, parsed.name, Path(parsed.folder) if parsed.folder else None)
    print(f"{folder} has the challenge; read TASK.md in it, and run `tare check` there")
    return 0


def _check(parsed: argparse.Namespace, settings: Settings) -> int:
    from .challenges import check_answer
    from .progress import open_progress

    with open_progress() as progress:
        given = (Path(parsed.folder), partial(project_root, Path.cwd()), settings, progress, os.environ)
        verdict = check_answer(*given, next_hint=parsed.hint)
    print("\n".join(verdict.lines))
    return verdict.exit_status


def _read(parsed: argparse.Namespace, _: Settings) -> int:
    from .reading import mark_as_read, waiting

    root = project_root(Path.cwd())
    if parsed.pages:
        lines = mark_as_read(root, [Path(page) for page in parsed.pages])
    else:
        listed = waiting(root)
        last = "`tare read PAGE` notes that you have read one." if listed else "No page waits to be read."
        lines = [*listed, last]
    print("\n".join(lines))
    return 0


def _doctor(_: argparse.Namespace, settings: Settings) -> int:
    from .doctor import report

    lines, healthy = report(settings, os.environ)
    print("\n".join(lines))
    return 0 if healthy else _NOT_MEASURED


def _clean(parsed: argparse.Namespace, settings: Settings) -> int:
    from .clean import clean

    for line in clean(settings, os.environ, dry_run=parsed.dry_run):
        print(line)
    return 0


def _measure(root: Path, settings: Settings, references: tuple[str, ...], *, refresh: bool = False) -> Findings:
    from .lab.lab import measure
    from .progress import open_progress
    from .summary import print_warnings

    with open_progress() as progress:
        findings = measure(root, settings, progress, references, refresh=refresh)
    print_warnings(findings, sys.stderr)
    return findings


def _status(findings: Findings) -> int:
    return _NOT_MEASURED if findings.failures else 0


def _summary(findings: Findings) -> None:
    from .summary import print_summary

    print_summary(findings, sys.stderr)


COMMANDS = {
    "site": (_site, "measure what is missing and build the site"),
    "serve": (_serve, "serve the site on this machine, with live reload"),
    "measure": (_measure_command, "measure what is missing and print it, without a site"),
    "weigh": (_weigh, "weigh an image out of an engine or from a file"),
    "challenge": (_challenge, "list the challenges, or copy one into a new folder"),
    "check": (_check, "build and measure your answer to a challenge, and tell what is met"),
    "read": (_read, "note that you have read a page against its examples, or list those that wait for it"),
    "doctor": (_doctor, "tell the settings and what this machine can do"),
    "clean": (_clean, "remove what Tare keeps in TARE_HOME and in Docker"),
}
"""Each command's function and its line of help."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tare", description="Weighs the images of examples/ and writes the figures into the pages of docs/."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (run, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        command.set_defaults(run=run)
        if name in {"site", "measure"}:
            either = command.add_mutually_exclusive_group()
            either.add_argument("--refresh", action="store_true", help="measure anew, however fresh the records are")
        if name == "site":
            either.add_argument(
                "--replay",
                metavar="FILE|URL",
                help="build from a results.json that was published, without an engine; it must be of these sources",
            )
            command.add_argument(
                "--zensical", action="store_true", help="render with Zensical, into site-zensical/ beside the site"
            )
        if name == "measure":
            command.add_argument(
                "references", nargs="*", metavar="REFERENCE", help="for example myapp:slim (default: all)"
            )
        if name == "weigh":
            command.add_argument(
                "source",
                metavar="IMAGE|ARCHIVE",
                help="an image archive, the folder of an OCI image layout, - for standard input, or what an engine "
                "calls an image",
            )
            command.add_argument("--json", action="store_true", help="print the record as JSON")
            command.add_argument("--image", metavar="NAME", help="of several images the one of that name or digest")
            command.add_argument("--platform", help="of several the one for that platform, for example linux/arm64")
        if name == "challenge":
            command.add_argument("name", nargs="?", metavar="NAME", help="for example apt (default: list them)")
            command.add_argument("folder", nargs="?", metavar="FOLDER", help="a new one (default: challenge-NAME)")
        if name == "read":
            command.add_argument("pages", nargs="*", metavar="PAGE", help="for example docs/index.md (default: list)")
        if name == "check":
            command.add_argument("folder", nargs="?", default=".", metavar="FOLDER", help="(default: this one)")
            command.add_argument("--hint", action="store_true", help="tell one hint more")
        if name == "clean":
            command.add_argument("--dry-run", action="store_true", help="list what would be removed")
    return parser


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _terminate(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt
