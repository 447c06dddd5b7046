"""A measured image on the other engines of our own: each shows the same bytes and a size of its own, once."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import pytest

from macros.engines.images import find_image
from macros.engines.others import OURS, open_other, others
from macros.lab import showing
from macros.lab.lab import measure
from macros.progress import Silent
from macros.records.measurement import Measurement, NotMeasured
from macros.settings import Settings
from macros.weighing.ruler import weigh

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from macros.engines.docker import DockerEngine
    from macros.engines.images import HeldImage
    from macros.engines.others import OtherEngine
    from macros.plan.findings import Findings
    from macros.records.stations import Weighing
    from macros.weighing.ruler import LayerCache

TOML = """
title = "A greeting"

[variants.plain]
summary = "prints a file"

[smoke_test]
output = "{output}"
"""
DOCKERFILE = """FROM debian:trixie-slim
COPY greeting.txt .
RUN rm /etc/issue && date > built
CMD ["cat", "greeting.txt"]
"""
REFERENCE = "greeting:plain"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project of one example, with content that no other run has had, and a page that asks for every engine."""
    root = tmp_path / "project"
    example = root / "examples" / "greeting"
    example.mkdir(parents=True)
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text(f'# A page\n\n{{{{ engines("{REFERENCE}") }}}}\n')
    (root / "mkdocs.yml").write_text("site_name: test\n")
    greeting = f"hello {uuid.uuid4().hex}"
    (example / "greeting.txt").write_text(greeting)
    (example / "Dockerfile.plain").write_text(DOCKERFILE)
    (root / "examples" / "greeting.toml").write_text(TOML.format(output=greeting))
    return root


@pytest.fixture
def own(tare_home: Path) -> Settings:
    return Settings(tare_home, "embedded", "classic", timedelta(days=7))


@pytest.fixture
def lab(project: Path, own: Settings) -> Callable[..., Findings]:
    def run(**options: object) -> Findings:
        return measure(project, own, Silent(), (), **options)  # type: ignore[arg-type]

    return run


def measured(findings: Findings) -> Measurement:
    outcome = findings.outcomes[REFERENCE]
    assert isinstance(outcome, Measurement), outcome
    return outcome


def refuse(*_: object) -> NoReturn:
    pytest.fail("an engine was opened")


def held(engine: OtherEngine, settings: Settings) -> set[str]:
    """Return the IDs of all images that an engine of ours holds."""
    with open_other(engine, settings, print) as opened:
        return {image["Id"] for image in opened._client.api.images(all=True)}  # noqa: SLF001 - to look, not to use


@pytest.mark.parametrize("image_store", ["classic", "containerd"])
def test_an_image_is_the_same_to_the_byte_on_every_engine_but_for_what_that_engine_prints(
    project: Path, own: Settings, image_store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(own, image_store=image_store)
    engines = [engine for engine in OURS if engine.image_store != image_store]
    loaded: set[str] = set()

    def find(name: str, *more: Any) -> HeldImage | None:  # noqa: ANN401 - whatever is looked through
        loaded.add(name)
        return find_image(name, *more)

    monkeypatch.setattr("macros.engines.loading.find_image", find)
    findings = measure(project, settings, Silent(), ())
    main = measured(findings)
    found = findings.elsewhere[REFERENCE]
    assert [outcome.reason for outcome in found if isinstance(outcome, NotMeasured)] == []
    shown = [outcome for outcome in found if isinstance(outcome, Measurement)]
    assert [(each.engine.name, each.engine.image_store) for each in shown] == [
        (engine.name, engine.image_store) for engine in engines
    ]
    for each in shown:
        assert main == replace(
            each,
            measured_at=main.measured_at,
            engine=main.engine,
            engine_size=main.engine_size,
            config_digest=main.config_digest,
        )
        assert each.engine.version
        assert each.measured_at > main.measured_at
    assert len({each.engine_size for each in (main, *shown)}) == 3
    assert loaded
    assert all(loaded.isdisjoint(held(engine, settings)) for engine in engines)


def test_a_second_run_asks_no_engine_and_shows_the_same(
    lab: Callable[..., Findings], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = lab()
    monkeypatch.setattr("macros.lab.run.open_engine", refuse)
    monkeypatch.setattr(showing, "open_other", refuse)
    assert lab().elsewhere == first.elsewhere
    assert first.failures == ()


def test_a_page_that_asks_later_measures_nothing_again_and_brings_the_image_back(
    project: Path, own: Settings, lab: Callable[..., Findings]
) -> None:
    page = project / "docs" / "index.md"
    asking = page.read_text()
    page.write_text("# A page\n")
    first = lab()
    assert first.elsewhere == {}
    page.write_text(asking)
    findings = lab()
    assert findings.measured == ()
    assert measured(findings) == measured(first)
    assert all(isinstance(outcome, Measurement) for outcome in findings.elsewhere[REFERENCE])
    assert measure(project, own, Silent(), (REFERENCE,)).elsewhere == {}


def test_an_engine_that_does_not_start_is_a_reason_and_stops_nothing_else(
    lab: Callable[..., Findings], monkeypatch: pytest.MonkeyPatch
) -> None:
    # There is no such folder in the private root, which is read-only.
    with monkeypatch.context() as broken:
        broken.setattr("macros.engines.podman.service.SERVICE", "/no/such/folder")
        findings = lab()
    containerd, podman = findings.elsewhere[REFERENCE]
    assert isinstance(containerd, Measurement)
    assert isinstance(podman, NotMeasured)
    assert podman.reason.startswith("Podman does not show it: Podman did not start: ")
    assert findings.failures == ()
    with monkeypatch.context() as closed:
        closed.setattr(showing, "open_other", refuse)
        assert lab().elsewhere == findings.elsewhere
    later = datetime.now(UTC) + timedelta(minutes=11)
    _, podman = lab(clock=lambda: later).elsewhere[REFERENCE]
    assert isinstance(podman, Measurement)


def test_an_image_that_weighs_otherwise_elsewhere_is_a_bug_and_is_not_published(
    lab: Callable[..., Findings], monkeypatch: pytest.MonkeyPatch
) -> None:
    def heavier(archive: BinaryIO, layers: LayerCache) -> Weighing:
        weighing = weigh(archive, layers)
        last = weighing.layers[-1]
        return replace(weighing, layers=(*weighing.layers[:-1], replace(last, waste=last.waste + 1)))

    monkeypatch.setattr(showing, "weigh", heavier)
    with pytest.raises(AssertionError, match=f"^{REFERENCE} weighs otherwise in the embedded engine with the cont"):
        lab()


@pytest.mark.parametrize("other", OURS, ids=str)
def test_an_image_that_an_engine_held_before_stays(other: OtherEngine, own: Settings, engine: DockerEngine) -> None:
    [image] = engine._client.api.images()[-1:]  # noqa: SLF001 - any image of any engine will do
    with open_other(other, own, print) as opened, engine.export(image["Id"]) as archive:
        with opened.holding(archive) as first:
            with engine.export(image["Id"]) as again, opened.holding(again) as second:
                assert second.image_id == first.image_id
            with opened.export(first) as exported:
                assert exported.read(1)
        there_before = first.image_id == image["Id"] and other.image_store == engine.identity.image_store
    assert (first.image_id in held(other, own)) == there_before


@pytest.mark.parametrize("image_store", ["classic"], indirect=True)
def test_a_readers_engine_is_read_and_the_image_is_loaded_into_engines_of_ours_alone(
    project: Path, own: Settings, engine: DockerEngine
) -> None:
    guest = replace(own, engine="docker")
    findings = measure(project, guest, Silent(), (), environment=engine.command_line.environment)
    assert measured(findings).engine.embedded is False
    shown = findings.elsewhere[REFERENCE]
    assert all(isinstance(outcome, Measurement) and outcome.engine.embedded for outcome in shown), shown
    assert len(shown) == len(others(measured(findings).engine)) == 3
