import errno
from pathlib import Path

import pytest

from macros.errors import SurroundingsError
from macros.pages import staging
from macros.pages.staging import make_staging_folder


@pytest.fixture(params=["exchange", "two renames"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "two renames":
        monkeypatch.setattr(staging, "_exchange", lambda _one, _other: False)


@pytest.mark.usefixtures("_both_ways")
def test_publishing_replaces_the_whole_folder(tmp_path: Path) -> None:
    target = tmp_path / "site"
    for name in ("first", "second"):
        folder = make_staging_folder(target)
        (folder.path / name).touch()
        folder.publish()
    assert [path.name for path in target.iterdir()] == ["second"]
    assert list(tmp_path.iterdir()) == [target]


def test_a_discarded_folder_leaves_the_target_alone(tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / "page").touch()
    make_staging_folder(target).discard()
    assert [path.name for path in target.iterdir()] == ["page"]
    assert list(tmp_path.iterdir()) == [target]


def test_what_a_crashed_run_left_is_removed_and_what_another_run_uses_is_not(tmp_path: Path) -> None:
    target = tmp_path / "site"
    crashed = tmp_path / ".site-0123"
    crashed.mkdir()
    (crashed / "page").touch()
    first = make_staging_folder(target)
    second = make_staging_folder(target)
    assert not crashed.exists()
    assert first.path.exists()
    assert second.path.exists()
    first.discard()
    second.discard()


def test_a_checkout_that_cannot_be_written_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_keywords: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")  # root, who may run the tests, meets none

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(SurroundingsError, match=r"the site cannot be written into .*: Permission denied; let it"):
        make_staging_folder(tmp_path / "site")
