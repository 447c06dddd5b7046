"""Makes the project's Python environment, `.venv`, from the lock file, with nothing but Python at hand.

Run as `python3 -I macros/environment.py`; the Makefile does so when the lock file or `pyproject.toml` changed.
It uses the standard library alone and imports nothing of the package, since what the package needs is not there yet.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
import zipfile
from pathlib import Path

OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 14)
# Measured on Linux x86-64; other platforms differ by a few per cent.
DOWNLOAD_MB = 177
DISK_MB = 647

EXIT_SURROUNDINGS = 3
EXIT_INTERRUPTED = 130
DEBIAN_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
DEBIAN_WHEELS = Path("/usr/share/python-wheels")
LOCAL_CERTIFICATES = Path("/usr/local/share/ca-certificates")


class EnvironmentFailed(Exception):
    """The environment cannot be made; the message says why and what helps, in one sentence."""


def main(root: Path) -> int:
    """Make or mend `root/.venv`, unless it is as the lock file says; return the exit status."""
    try:
        check_python(sys.version_info[:2])
        with (root / "requirements.lock").open("rb") as lock:
            # Two commands at the same moment: the second waits, and finds the work done.
            fcntl.flock(lock, fcntl.LOCK_EX)
            ensure_environment(root)
    except KeyboardInterrupt:
        say("interrupted; the next run makes .venv anew")
        return EXIT_INTERRUPTED
    except EnvironmentFailed as failure:
        say(str(failure))
        return EXIT_SURROUNDINGS
    except OSError as error:
        say(f"{error.filename or root}: {error.strerror}; .venv cannot be made here until that is mended")
        return EXIT_SURROUNDINGS
    return 0


def check_python(version: tuple[int, ...]) -> None:
    """Raise EnvironmentFailed unless this Python is one that the lock file is made for."""
    if OLDEST_PYTHON <= version <= NEWEST_PYTHON:
        return
    oldest, newest = dotted(OLDEST_PYTHON), dotted(NEWEST_PYTHON)
    raise EnvironmentFailed(
        f"{sys.executable} is Python {dotted(version)}, and Tare needs {oldest} to {newest}; "
        f"name another one, as in `make site PYTHON=python{newest}`"
    )


def ensure_environment(root: Path) -> None:
    """Do what is needed, and no more, so that `.venv` holds the locked packages and the project itself."""
    folder = root / ".venv"
    stamp = folder / ".stamp"
    packages, project = wanted_state(root)
    had_packages, had_project = read_stamp(stamp)
    if had_packages != packages:
        make_packages(root, folder)
    if (had_packages, had_project) != (packages, project):
        say("installing the project itself into .venv")
        run_pip(folder, ["install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(root)])
    # Written last: an environment without a stamp was interrupted and is made anew.
    stamp.write_text(f"{packages}\n{project}\n", encoding="utf-8")


def wanted_state(root: Path) -> tuple[str, str]:
    """Return what the packages and what the project's installation depend on, each as a hash."""
    packages = hashlib.sha256((root / "requirements.lock").read_bytes())
    packages.update(f"{root}\n{sys.version}\n".encode())
    return packages.hexdigest(), hashlib.sha256((root / "pyproject.toml").read_bytes()).hexdigest()


def read_stamp(stamp: Path) -> tuple[str, str]:
    """Return what the environment was made from; two empty texts where it was never finished."""
    try:
        packages, project = stamp.read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return "", ""
    return packages, project


def make_packages(root: Path, folder: Path) -> None:
    """Make `.venv` anew with every package of the lock file in it, each checked against its hash."""
    lock = root / "requirements.lock"
    count = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    say(f"making .venv: {count} Python packages, about {DOWNLOAD_MB} MB to download, {DISK_MB} MB on disk")
    if folder.exists():
        shutil.rmtree(folder)
    venv.EnvBuilder(with_pip=False, symlinks=True).create(folder)
    add_pip(folder)
    # Bytecode is compiled where it is first used: most of it never is.
    run_pip(folder, ["install", "--no-compile", "--no-deps", "--require-hashes", "--requirement", str(lock)], count)


def add_pip(folder: Path) -> None:
    """Put pip into the environment: the one that came with this Python, or Debian's."""
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
    with tempfile.TemporaryDirectory(prefix="tare-pip-") as scratch:
        wheel = find_pip_wheel() or download_pip_wheel(Path(scratch))
        # pip is pure Python: unpacked is installed.
        zipfile.ZipFile(wheel).extractall(packages)
    mend_certificates(packages / "pip" / "_vendor" / "certifi")


def find_pip_wheel() -> Path | None:
    """Return the pip wheel that came with this Python; None on a Debian without python3-venv."""
    folders = [DEBIAN_WHEELS]
    ensurepip = importlib.util.find_spec("ensurepip")
    if ensurepip and ensurepip.origin:
        folders.insert(0, Path(ensurepip.origin).parent / "_bundled")
    named = sysconfig.get_config_var("WHEEL_PKG_DIR")
    if named:
        folders.append(Path(named))
    return next((wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"), reverse=True)), None)


def download_pip_wheel(scratch: Path) -> Path:
    """Fetch Debian's python3-pip-whl into a scratch folder and return its wheel; nothing is installed on the machine.

    Raises EnvironmentFailed where there is no apt, or it cannot fetch the package.
    """
    apt = shutil.which("apt-get")
    if apt is None:
        raise EnvironmentFailed("this Python has no pip and no ensurepip; install python3-venv or its like")
    say("fetching pip from Debian's python3-pip-whl, for .venv alone")
    # A private apt state, with package lists of its own: works without root and on a machine without lists.
    options = []
    for setting, name in (("Dir::State::Lists", "lists"), ("Dir::Cache", "cache")):
        (scratch / name / "partial").mkdir(parents=True)
        options += ["--option", f"{setting}={scratch / name}"]
    options += ["--option", "APT::Sandbox::User="]
    problem = ""
    for command in (
        [apt, "download", "python3-pip-whl"],
        [apt, *options, "--error-on=any", "update"],
        [apt, *options, "download", "python3-pip-whl"],
    ):
        done = subprocess.run(
            command, cwd=scratch, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        package = next(scratch.glob("python3-pip-whl_*.deb"), None)
        if package and not done.returncode:
            subprocess.run(["dpkg-deb", "--extract", package, scratch / "package"], check=True)
            return next((scratch / "package").glob("**/pip-*.whl"))
        problem = apt_reason(done.stderr)
        if done.returncode and "update" in command:
            break
    raise EnvironmentFailed(f"python3-pip-whl could not be fetched ({problem}); check the network and apt's sources")


def run_pip(folder: Path, arguments: list[str], count: int = 0) -> None:
    """Run the environment's pip as the machine configures it, and show which of `count` packages it has come to.

    Raises EnvironmentFailed with pip's own reason; all that pip said stays in `.venv/pip.log`.
    """
    command = [
        str(folder / "bin" / "python"),
        "-I",
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        *arguments,
    ]
    lines = []
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if count and line.startswith("Collecting "):
                show_progress(sum(text.startswith("Collecting ") for text in lines), count, line.split()[1])
            elif line.startswith("Installing collected packages"):
                show_progress(count, count, "unpacking")
    show_progress(0, 0, "")
    if pip.returncode:
        log = folder / "pip.log"
        log.write_text("".join(lines), encoding="utf-8")
        raise EnvironmentFailed(
            f"pip could not install what requirements.lock names ({pip_reason(lines)}); check the network and "
            f"`pip config list`, then try again; all that pip said is in {log}"
        )


def pip_reason(lines: list[str]) -> str:
    """Return why pip failed, from what it printed; a network that is down beats "no matching distribution"."""
    network = [line for line in lines if "Retrying" in line or "onnection" in line]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    if network:
        return "its package index does not answer"
    return (errors or lines or ["it said nothing"])[0].strip().rstrip(".")


def mend_certificates(certifi: Path) -> None:
    """Let Debian's pip work on a machine without the package ca-certificates.

    Debian's pip reads the machine's certificates alone and stops where there are none. Upstream's are in it all the
    same: here it reads them, and what an administrator has put beside the machine's.
    """
    module = certifi / "core.py"
    text = module.read_text(encoding="utf-8")
    if DEBIAN_CERTIFICATES.exists() or str(DEBIAN_CERTIFICATES) not in text:
        return
    bundle = certifi / "cacert.pem"
    with bundle.open("a", encoding="utf-8") as file:
        for certificate in sorted(LOCAL_CERTIFICATES.glob("**/*.crt")):
            file.write("\n" + certificate.read_text(encoding="utf-8"))
    module.write_text(text.replace(str(DEBIAN_CERTIFICATES), str(bundle)), encoding="utf-8")


def show_progress(done: int, count: int, name: str) -> None:
    """Rewrite the one line that shows how far the installation is; only on a terminal."""
    if sys.stderr.isatty():
        text = f"tare: {done} of {count} {name}" if count else ""
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def apt_reason(output: str) -> str:
    """Return the line of apt's output that says why it failed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    failed = [line for line in lines if "Failed to fetch" in line]
    return (failed or lines[-1:] or ["it said nothing"])[0].removeprefix("E: ").removeprefix("W: ")


def dotted(version: tuple[int, ...]) -> str:
    """Return a version as people write it, for example "3.11"."""
    return ".".join(map(str, version))


def say(text: str) -> None:
    """Print one line for the person who waits."""
    print(f"tare: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent))
