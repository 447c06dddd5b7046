"""Runs the commands of the pages, one after another, and keeps what each printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import SurroundingsError
from ..plan.commands import command_key
from ..records.commands import CommandNotRun, CommandRecord
from ..records.measurement import Measurement
from ..terminal.typing import CommandFailed, Typing, type_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from ..catalog.model import Catalog, Command
    from ..engines.engine import Engine
    from ..plan.commands import CommandWork
    from ..progress import Progress
    from ..records.commands import Answer, CommandOutcome
    from ..records.measurement import Outcome
    from ..records.store import Store


def run_command(
    work: CommandWork,
    engine: Engine,
    image_ids: Mapping[str, str],
    asker: Callable[[str, str], Answer],
    clock: Callable[[], datetime],
) -> CommandRecord:
    """Type a command where its images stand under the names that a reader would type, and return what it did.

    `image_ids` says what the engine calls them; `asker` gets a container's ID and a URL and returns the answer.
    Raises CommandFailed or SurroundingsError.
    """
    command = work.command
    ran_at = clock()
    typed = type_command(
        Typing(
            text=command.text,
            images={reference: image_ids[reference] for reference in command.images},
            folder=work.example.folder,
            ask=command.ask,
            seconds=command.seconds,
            output=command.output,
        ),
        engine.command_line,
        asker,
    )
    return CommandRecord(
        command=command.name,
        text=command.text,
        images=dict(work.images),
        engine=engine.identity,
        ran_at=ran_at,
        exit_status=typed.exit_status,
        output=typed.output,
        omitted=typed.omitted,
        seconds=typed.seconds,
        added=typed.added,
        answer=typed.answer,
    )


def run_commands(  # noqa: PLR0913, PLR0917 - store, progress and clock are arguments of what acts
    works: Iterable[CommandWork],
    engine: Engine,
    image_ids: Mapping[str, str],
    asker: Callable[[str, str], Answer],
    store: Store,
    progress: Progress,
    clock: Callable[[], datetime],
) -> dict[str, CommandOutcome]:
    """Run commands and return what came of each by its name; a record is stored at once."""
    works = list(works)
    outcomes: dict[str, CommandOutcome] = {}
    progress.expect(len(works))
    for work in works:
        name = work.command.name
        with progress.task(f"command {name}") as at:
            at("running")
            try:
                record = run_command(work, engine, image_ids, asker, clock)
            except CommandFailed as failure:
                outcomes[name] = CommandNotRun(
                    name, failure.reason, failed=True, last_lines=failure.last_lines, text=work.command.text
                )
                at(str(failure))
                continue
            except SurroundingsError as failure:
                outcomes[name] = CommandNotRun(name, str(failure))
                at(str(failure))
                continue
            store.add_command(command_key(work.command, work.images, engine.identity), record)
            outcomes[name] = record
    return outcomes


def not_run(catalog: Catalog, command: Command, outcomes: Mapping[str, Outcome], reason: str | None) -> CommandNotRun:
    """Return why a command has no output: an image that it uses was not measured, or why no engine ran it."""
    for reference in command.images:
        if not isinstance(outcomes.get(reference), Measurement):
            variant = catalog.find(reference)
            declared = variant is not None and variant.needs_registry
            return CommandNotRun(command.name, f"{reference} was not measured", declared)
    missing = f"the engine does not hold every image of it: {', '.join(command.images)}"
    return CommandNotRun(command.name, reason or missing)
