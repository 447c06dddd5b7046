import io
import os
import zipfile

from macros.pages.downloads import download, zip_folder
from macros.pages.sheet import Sheet


def test_a_download_is_the_folder_and_nothing_of_this_machine(sheet: Sheet) -> None:
    folder = sheet.example("myapp").folder
    first = zip_folder(folder)
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__/app.pyc").write_bytes(b"compiled")
    os.utime(folder / "app.py", (1, 1))
    assert zip_folder(folder) == first
    names = zipfile.ZipFile(io.BytesIO(first)).namelist()
    assert names == [f"myapp/{name}" for name in sorted(path.name for path in folder.iterdir() if path.is_file())]


def test_a_file_that_may_be_executed_stays_so(sheet: Sheet) -> None:
    folder = sheet.example("myapp").folder
    (folder / "app.py").chmod(0o755)
    members = {member.filename: member for member in zipfile.ZipFile(io.BytesIO(zip_folder(folder))).infolist()}
    assert members["myapp/app.py"].external_attr >> 16 == 0o100755
    assert members["myapp/Dockerfile.fat"].external_attr >> 16 == 0o100644


def test_a_symbolic_link_stays_a_link_whatever_it_points_to(sheet: Sheet) -> None:
    folder = sheet.example("myapp").folder
    targets = {"secret": "../../secret.txt", "folder": "..", "nothing": "nowhere"}
    (folder.parents[1] / "secret.txt").write_text("secret")
    for name, target in targets.items():
        (folder / name).symlink_to(target)
    archive = zipfile.ZipFile(io.BytesIO(zip_folder(folder)))
    links = {each.filename: each for each in archive.infolist() if each.external_attr >> 16 == 0o120777}
    assert {name: archive.read(link).decode() for name, link in links.items()} == {
        f"myapp/{name}": target for name, target in targets.items()
    }


def test_the_link_leads_to_the_sites_root(sheet: Sheet) -> None:
    assert 'href="../downloads/myapp.zip"' in download(sheet, "myapp")
