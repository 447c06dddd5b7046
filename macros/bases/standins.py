"""Brings stand-ins into an engine: makes what it does not hold yet, parts first, several at once."""

from __future__ import annotations

import fcntl
import queue
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..engines.engine import BuildFailed, BuildRequest, RunFailed
from ..errors import SurroundingsError
from ..settings import ensure_home
from ..units import format_seconds, format_size
from .archives import keep_only_layer
from .pins import PREFIX, is_name_of, private_name
from .recipes import with_parts
from .roots import make_root
from .surroundings import read_surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from ..engines.engine import Engine
    from ..progress import Progress
    from ..settings import Settings
    from .recipes import Recipe
    from .surroundings import Surroundings


_ROOT = "-root"
"""Ends the name that an imported root file system has until its stand-in is built."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """About what making stand-ins takes, on two cores."""

    seconds: float
    disk: int
    """Bytes in TARE_HOME; some are freed when all is made."""
    download: int
    """Bytes."""


def estimate(recipes: Iterable[Recipe]) -> Estimate:
    """Return about what making these recipes and all their parts takes."""
    return _estimate(with_parts(recipes))


def _estimate(parts: Collection[Recipe]) -> Estimate:
    """Return about what making just these takes, which come after what they are made of.

    Time is that of the longest way from a root file system to a stand-in, since the rest is made beside it.
    """
    ways: dict[str, float] = {}
    for part in parts:
        ways[part.name] = part.seconds + max((ways.get(below.name, 0.0) for below in part.made_of), default=0.0)
    return Estimate(
        max(ways.values(), default=0.0), sum(part.disk for part in parts), sum(part.download for part in parts)
    )


def missing(recipes: Iterable[Recipe], engine: Engine, surroundings: Surroundings) -> tuple[Recipe, ...]:
    """Return the recipes, parts included, that have to be made before the engine holds all the given ones."""
    wanted: list[Recipe] = [recipe for recipe in recipes if engine.details(private_name(recipe, surroundings)) is None]
    below = [part for recipe in wanted for part in missing(recipe.made_of, engine, surroundings)]
    return tuple({recipe.name: recipe for recipe in (*below, *wanted)}.values())


def ensure(recipes: Collection[Recipe], engine: Engine, settings: Settings, progress: Progress) -> None:
    """Make what the engine does not hold yet of these recipes; does and says nothing where it holds all.

    Old versions of what was made are dropped. Raises SurroundingsError when one cannot be made.
    """
    surroundings = read_surroundings()
    if not missing(recipes, engine, surroundings):
        return
    with _locked(settings, progress):
        # Somebody else may have made them while we waited.
        waiting = missing(recipes, engine, surroundings)
        if not waiting:
            return
        kitchen = _Kitchen(engine, settings, surroundings)
        kept = {recipe.name for recipe in waiting if kitchen.keeps(recipe)}
        progress.message(announcement(waiting, kept, embedded=engine.identity.embedded))
        try:
            _make_all(waiting, kitchen.make, progress)
        except BaseException:
            engine.cancel()
            raise
        for recipe in waiting:
            kitchen.drop_old(recipe)
        if engine.identity.embedded:
            # What compiling CPython left behind is larger than all of a slim stand-in.
            engine.prune_build_cache()
            engine.prune_images()


def announcement(waiting: Collection[Recipe], kept: Collection[str], *, embedded: bool) -> str:
    """Return the sentence that says what is brought and about what that takes; `kept` names those with an archive.

    An embedded engine's cache holds nothing of what it lacks; a reader's may hold all of it.
    """
    imported = ", ".join(recipe.name for recipe in waiting if recipe.name in kept)
    to_make = [recipe for recipe in waiting if recipe.name not in kept]
    parts = [f"importing {imported}, kept in TARE_HOME"] if imported else []
    if to_make:
        about = _estimate(to_make)
        download = f", {format_size(about.download)} of downloads" if about.download else ""
        most, less = ("", "") if embedded else ("at most ", ", less where the engine's build cache has their steps")
        parts.append(
            f"making {', '.join(recipe.name for recipe in to_make)}, which takes {most}about "
            f"{format_seconds(about.seconds)}{download} and {format_size(about.disk)} of disk{less}"
        )
    return f"stand-ins: {'; '.join(parts)}"


class _Kitchen:
    """Makes recipes on one engine."""

    def __init__(self, engine: Engine, settings: Settings, surroundings: Surroundings) -> None:
        self._engine = engine
        self._settings = settings
        self._surroundings = surroundings

    def make(self, recipe: Recipe, at: Callable[[str], None]) -> None:
        """Make a recipe's image under its private name. Raises SurroundingsError."""
        try:
            if recipe.kept and self._archive(recipe).exists():
                self._import(recipe, self._name(recipe), at)
                return
            self._build(recipe, at)
            if recipe.kept:
                with self._engine.export(self._name(recipe)) as image:
                    keep_only_layer(image, self._archive(recipe))
        except (BuildFailed, RunFailed) as failure:
            raise SurroundingsError(
                f"the stand-in for {recipe.name} could not be made: {failure}",
                "check the network and the room on the disk, then run the same command again",
            ) from failure

    def keeps(self, recipe: Recipe) -> bool:
        """Tell whether a recipe's file system, or the root that it is made of, is kept as an archive."""
        return (recipe.kept or recipe.root is not None) and self._archive(recipe).exists()

    def drop_old(self, recipe: Recipe) -> None:
        """Drop what earlier versions of a recipe left: private names in the engine, archives."""
        for name in self._engine.names(PREFIX):
            if is_name_of(name.removesuffix(_ROOT), recipe) and name != self._name(recipe):
                self._engine.remove(name)
        archive = self._archive(recipe)
        for old in archive.parent.glob(f"{recipe.slug}-*.tar"):
            if old != archive and "-" not in old.stem.removeprefix(f"{recipe.slug}-"):
                old.unlink(missing_ok=True)

    def _build(self, recipe: Recipe, at: Callable[[str], None]) -> None:
        contexts = {part.name: f"docker-image://{self._name(part)}" for part in recipe.made_of}
        name = self._name(recipe)
        if recipe.root is not None:
            if not self._archive(recipe).exists():
                make_root(recipe.root, self._surroundings, self._archive(recipe), self._settings, at)
            self._import(recipe, f"{name}{_ROOT}", at)
            contexts["root"] = f"docker-image://{name}{_ROOT}"
        self._engine.build(BuildRequest(name, recipe.dockerfile, recipe.dockerfile.parent, named_contexts=contexts), at)
        if recipe.root is not None:
            self._engine.remove(f"{name}{_ROOT}")

    def _import(self, recipe: Recipe, name: str, at: Callable[[str], None]) -> None:
        at("importing its file system")
        with self._archive(recipe).open("rb") as archive:
            self._engine.import_root(archive, name)

    def _name(self, recipe: Recipe) -> str:
        return private_name(recipe, self._surroundings)

    def _archive(self, recipe: Recipe) -> Path:
        version = self._name(recipe)[-12:]
        return self._settings.home / "stand-ins" / f"{recipe.slug}-{version}.tar"


def _make_all(
    waiting: Collection[Recipe], make: Callable[[Recipe, Callable[[str], None]], None], progress: Progress
) -> None:
    """Make recipes, each as soon as its parts are there; raise the first error."""
    ended: queue.SimpleQueue[tuple[Recipe, BaseException | None]] = queue.SimpleQueue()

    def work(recipe: Recipe) -> None:
        try:
            with progress.task(f"stand-in {recipe.name}") as at:
                make(recipe, at)
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            ended.put((recipe, error))
        else:
            ended.put((recipe, None))

    progress.expect(len(waiting))
    left = {recipe.name: recipe for recipe in waiting}
    to_start = dict(left)
    while left:
        for recipe in list(to_start.values()):
            if not any(part.name in left for part in recipe.made_of):
                del to_start[recipe.name]
                # A daemon: who is ended does not wait for what these threads wait for.
                threading.Thread(target=work, args=(recipe,), daemon=True).start()
        done, error = ended.get()
        if error is not None:
            raise error
        del left[done.name]


@contextmanager
def _locked(settings: Settings, progress: Progress) -> Iterator[None]:
    """Let one process at a time make stand-ins, since they share archives and processors."""
    folder = ensure_home(settings.home) / "stand-ins"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.message("stand-ins: waiting for another run that is making some")
            fcntl.flock(lock, fcntl.LOCK_EX)
        for half in folder.glob(".*"):  # of a run that was killed
            half.unlink()
        yield
