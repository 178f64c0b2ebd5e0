"""Kafka's jars: fetched once by `jgo`, held against the checked-in list of SHA-256, kept in the user's cache."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from shared.runtime.errors import StartError, from_os_error

VERSION: Final = "4.1.1"
# slf4j-simple and nothing else: log4j's binding would bring older Kafka clients along
COORDINATES: Final = f"org.apache.kafka:kafka_2.13:{VERSION}+org.slf4j:slf4j-simple:1.7.36"
LIST: Final = Path(__file__).with_name("kafka_jars.sha256")
_TRIES: Final = 3


def user_cache() -> Path:
    """Where downloads are kept between installations; `XDG_CACHE_HOME` moves it."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pactline"


@contextmanager
def held_alone(place: Path) -> Iterator[None]:
    """Only one process at a time, over all on this machine, is inside for the same `place`."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def kafka_folder(report: Callable[[str], None]) -> Path:
    """A folder that holds exactly the listed jars; downloads them when they are not there yet.
    Raises StartError without network, on a full disk, or when a jar is not the one that is listed.
    """
    listed = _listed()
    digest = hashlib.sha256(LIST.read_bytes()).hexdigest()[:8]
    folder = user_cache() / f"kafka-{VERSION}-{digest}"
    try:
        with held_alone(beside(folder, "lock")):
            if not _whole(folder, listed):
                report(f"Downloading Kafka {VERSION} (44 MB, once)")
                _install(folder, listed)
    except OSError as error:
        raise from_os_error(error, user_cache(), "name another folder in XDG_CACHE_HOME") from error
    return folder


def beside(folder: Path, ending: str) -> Path:
    """A neighbour of `folder`; its name has dots of its own."""
    return folder.with_name(f"{folder.name}.{ending}")


def class_path(folder: Path) -> str:
    """What Java is given to find Kafka by: the listed jars, in an order of their own."""
    return os.pathsep.join(str(folder / name) for name in sorted(_listed()))


def _listed() -> dict[str, str]:
    lines = LIST.read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def _whole(folder: Path, listed: dict[str, str]) -> bool:
    """Sizes as they were when the sums were checked: hashing 44 MB at every start would cost half of it."""
    try:
        sizes = dict(line.split() for line in (folder / "checked").read_text(encoding="ascii").splitlines())
        return sizes.keys() == listed.keys() and all(
            (folder / name).stat().st_size == int(size) for name, size in sizes.items()
        )
    except OSError:
        return False


def _install(folder: Path, listed: dict[str, str]) -> None:
    staging = beside(folder, "new")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    jars = staging / "jars"
    jars.mkdir()
    for jar in _download(staging):
        if listed.get(jar.name) != hashlib.sha256(jar.read_bytes()).hexdigest():
            raise StartError(
                f"The downloaded {jar.name} is not the file that Pactline was tested with.",
                f"Remove {user_cache()} and try again; if it stays so, the repository or the way to it is not to be "
                "trusted.",
            )
        shutil.copyfile(jar, jars / jar.name)
    missing = listed.keys() - {jar.name for jar in jars.iterdir()}
    if missing:
        raise StartError(f"The download of Kafka lacks {', '.join(sorted(missing))}.", "Start again.")
    sizes = "".join(f"{name} {(jars / name).stat().st_size}\n" for name in sorted(listed))
    (jars / "checked").write_text(sizes, encoding="ascii")
    shutil.rmtree(folder, ignore_errors=True)
    jars.rename(folder)
    shutil.rmtree(staging, ignore_errors=True)


def _download(staging: Path) -> list[Path]:
    import requests
    from jgo.constants import MAVEN_CENTRAL_URL
    from jgo.env import EnvironmentBuilder, LinkStrategy
    from jgo.maven import MavenContext

    context = MavenContext(repo_cache=staging / "repository", remote_repos={"central": MAVEN_CENTRAL_URL})
    builder = EnvironmentBuilder(context=context, cache_dir=staging / "environments", link_strategy=LinkStrategy.COPY)
    for attempt in range(_TRIES):
        try:
            return list(builder.from_endpoint(COORDINATES).all_jars)
        except (requests.RequestException, RuntimeError) as error:
            if attempt == _TRIES - 1:
                raise StartError(
                    "Kafka could not be downloaded: Maven Central is not reachable from here.",
                    "Connect this machine to the network for the first start (or set HTTPS_PROXY), copy "
                    f"{user_cache()} from a machine that has it, or name your own brokers in PACTLINE_KAFKA.",
                ) from error
    return []
