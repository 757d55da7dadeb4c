"""Films on the workers of a Dask cluster: all that a film needs goes there, its bytes come back; no disk is shared."""

import logging
import os
import threading
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from render import __version__, systems
from render.course.crews import Came, Crew, Tell, attempt
from render.errors import FilmError, GradreelError, UsageError, again, command
from render.files import Packed, packed, replacing, temporary, unpack
from render.film import Result, make
from render.installation import install
from render.output.plan import Plan
from render.output.writing import File

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 10
"""Seconds to wait for the scheduler."""
AHEAD = 2
"""Films that are sent for each thread of the cluster: one that is made, one that is there when it is done."""
_ONE_AT_A_TIME = threading.Lock()
"""Neither Matplotlib nor the recorder is made for threads; a worker process with several makes one film at a time."""


@dataclass(frozen=True)
class Parcel:
    """A plan, and the bytes of the files that its scene reads, by their paths relative to `root`."""

    plan: Plan
    root: Path
    files: Mapping[str, bytes]
    identity: str


@dataclass(frozen=True)
class Made:
    """A film, and the bytes of its files and folders by the paths that they are to have."""

    film: Result
    files: Mapping[Path, Packed]


class Cluster(Crew):
    """Makes films on the Dask cluster whose scheduler is at `address`."""

    def __init__(self, address: str) -> None:
        """Name the scheduler, as tcp://host:8786. Raises UsageError where Dask is not installed."""
        try:
            import distributed  # noqa: F401
        except ImportError:
            raise UsageError("--cluster needs Dask, which the extra cluster installs", install("cluster")) from None
        self._address = address

    def perform(self, plans: Sequence[Plan], tell: Tell) -> Generator[tuple[Plan, Came], None, None]:
        """Send the films a few ahead of the workers; Dask sends those of a lost worker to another one."""
        from distributed import as_completed

        waiting = deque(plans)
        sent: dict[Any, Plan] = {}
        with _connected(self._address) as client:
            futures = as_completed(loop=client.loop)

            def send() -> Iterator[tuple[Plan, Came]]:
                ahead = max(AHEAD, AHEAD * sum(client.nthreads().values()))
                while waiting and len(sent) < ahead:
                    plan = waiting[0]
                    parcel = attempt(partial(_packed, plan), str(plan))
                    if isinstance(parcel, GradreelError):
                        yield waiting.popleft(), parcel
                        continue
                    future = client.submit(_make_here, parcel, pure=False)
                    sent[future.key] = waiting.popleft()
                    futures.add(future)
                    tell(plan.take.name, "sent", 0, 1)

            try:
                yield from send()
                for future in futures:
                    if future.status in {"cancelled", "lost"}:
                        break
                    plan = sent.pop(future.key)
                    yield plan, attempt(partial(_unpacked, plan, future), str(plan))
                    future.release()
                    yield from send()
            except OSError:
                pass
        for plan in [*sent.values(), *waiting]:
            yield (
                plan,
                FilmError(f"the Dask scheduler at {self._address} was lost; run again to make the rest", again()),
            )


@contextmanager
def _connected(address: str) -> "Iterator[Client]":
    """Connect to the scheduler at `address`. Raises UsageError if there is none, or workers with another gradreel."""
    from distributed import Client

    # What the user needs to know of it is said by ourselves.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except ValueError:
        said = f"{address} is no address of a Dask scheduler: those look like tcp://host:8786"
        raise UsageError(said, again("--cluster", "tcp://localhost:8786")) from None
    except OSError as error:
        raise UsageError(f"no Dask scheduler answers at {address}: {error}", _test_of(address)) from None
    with client:
        others = client.run(_identity, on_error="return")
        wrong = [f"  {worker}: {_shown(other)}" for worker, other in others.items() if other != _identity()]
        if wrong:
            here = f"this is gradreel {_identity()}, and all workers need the same one:"
            raise UsageError("\n".join([here, *wrong]), f"pip install gradreel=={__version__}")
        yield client


def _test_of(address: str) -> str:
    """Return what shows whether the network leads to the `address` at all."""
    host, _, port = address.partition("://")[2].rpartition(":")
    return f"""python -c "import socket; socket.create_connection(('{host}', {port}), {PATIENCE})\""""


def _identity() -> str:
    """Return the version of this gradreel, and a hash of its code: a checkout can change without a new version."""
    code = sha256()
    modules = sorted(Path(str(resources.files("render"))).rglob("*.py"))
    for module in modules:
        code.update(systems.with_unix_breaks(module.read_bytes()))
    return f"{__version__} ({code.hexdigest()[:8]})"


def _shown(other: object) -> str:
    if isinstance(other, ImportError):
        return "gradreel is not installed"
    return str(other) if isinstance(other, str) else f"cannot say: {other!r}"


def _packed(plan: Plan) -> Parcel:
    take = plan.take
    folder = Path(os.path.realpath(take.folder))
    names = take.scene.data.said()
    if far := [name for name in names if Path(name).is_absolute()]:
        said = f"{take.path}: a cluster has no file {far[0]}; write its path relative to the scene's folder"
        raise FilmError(said, command("check", take.path))
    # The folders of a path such as a/../../table.csv are there, so that it can be followed.
    root = Path(os.path.commonpath([os.path.normpath(each) for each in (folder, *_folders(folder, names))]))
    try:
        contents = {os.path.join(folder.relative_to(root), name): (folder / name).read_bytes() for name in names}  # noqa: PTH118
    except OSError as error:
        said = f"{take.path}: {error.filename} cannot be read: {error.strerror}"
        raise FilmError(said, command("check", take.path)) from None
    here = replace(plan, take=replace(take, path=folder / take.path.name))
    return Parcel(here, root, contents, _identity())


def _folders(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """Yield the folders on the way from `folder` to each of the files that are named from there."""
    for name in names:
        parts = Path(name).parent.parts
        yield from (folder.joinpath(*parts[:count]) for count in range(1, len(parts) + 1))


def _make_here(parcel: Parcel) -> Made | GradreelError:
    """Be a worker: make the film of `parcel` in a folder of its own and return its files."""
    if parcel.identity != _identity():
        return FilmError(f"a worker has gradreel {_identity()}, not {parcel.identity}", again())
    with _ONE_AT_A_TIME, temporary() as folder:
        return attempt(partial(_make_in, folder, parcel), str(parcel.plan))


def _make_in(folder: Path, parcel: Parcel) -> Made:
    inside, outside = folder / "scenes", folder / "films"
    take = replace(parcel.plan.take, path=inside / parcel.plan.take.path.relative_to(parcel.root))
    take.folder.mkdir(parents=True, exist_ok=True)
    for name, content in parcel.files.items():
        path = inside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    plan = parcel.plan
    # Files of several targets may have the same name.
    here = {path: outside / str(number) / path.name for number, path in enumerate(plan.stale)}
    files = {here[path]: plan.files[path] for path in plan.stale}
    film = make(Plan(take, files, dict.fromkeys(files, "sent"), force=True), lambda stage, done, total: None)
    made = dict(zip(here.values(), film.files, strict=True))
    told = [made[there]._replace(path=path) for path, there in here.items()]
    return Made(replace(film, files=told), {path: packed(there) for path, there in here.items()})


def _unpacked(plan: Plan, future: Any) -> Result:
    """Return the film that has come, its files written. Raises FilmError for one that will not come."""
    from distributed import KilledWorker

    try:
        made: Made | GradreelError = future.result()
    except KilledWorker as error:
        raise FilmError(f"{plan}: each worker that made this film was lost: {error}", again()) from None
    if isinstance(made, GradreelError):
        raise made
    came = {file.path: file for file in made.film.files}
    files = []
    for path, cut in plan.files.items():
        if path not in came:
            files.append(File.fresh(path, cut))
            continue
        with replacing(path, keep_equal=not plan.force) as draft:
            unpack(made.files[path], draft.path)
        files.append(came[path]._replace(made=draft.replaced))
    return replace(made.film, files=files)
