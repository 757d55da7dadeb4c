"""Films on a Dask cluster of real worker processes, one of which is killed."""

import os
import signal
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from render import __version__
from render.course import batch
from render.course.crews import cluster
from render.course.crews.alone import Alone
from render.course.crews.cluster import Cluster
from render.course.scenes import scenes_in
from render.errors import UsageError
from render.files import packed
from tests.conftest import HANG, posix_only, train_all

pytest.importorskip("distributed")


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """However long a scheduler takes to answer, it is there."""
    import dask

    monkeypatch.setattr(cluster, "PATIENCE", HANG)
    timeouts = {f"distributed.comm.timeouts.{what}": HANG for what in ("connect", "tcp")}
    with dask.config.set(timeouts):
        yield


@contextmanager
def local_cluster(**options):
    from distributed import LocalCluster

    with LocalCluster(dashboard_address=":0", threads_per_worker=1, silence_logs=50, **options) as running:
        yield running


def films(folder):
    return {path.name: packed(path) for path in folder.iterdir()}


@posix_only
@pytest.mark.thorough
def test_films_arrive_though_a_worker_is_killed(write, tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    tmp_path.joinpath("course.yaml").write_text("")
    tmp_path.joinpath("data").mkdir()
    tmp_path.joinpath("data", "table.csv").write_text("age,height\n1,2\n2,3\n3,5\n")
    look = {"pacing": "{seconds: 0.5}", "output": "{size: 320x180, fps: 10, formats: [gif, mp4, csv, frames]}"}
    for index in range(4):
        train_all(write(name=f"course/{index}.yaml", **look, learning_rate=f"0.{index + 1}"))
    train_all(write(name="course/4.yaml", **look, data="{kind: csv, file: ../data/table.csv, x: age, y: height}"))
    plans, failures = batch.prepare(scenes_in([folder]), tmp_path / "out", {}, False)
    assert not failures
    with local_cluster(n_workers=2) as running:
        killed = []
        outcomes = []
        for outcome in batch.perform(plans, Cluster(running.scheduler_address), lambda *told: None):
            outcomes.append(outcome)
            if not killed:
                killed = [w.process.pid for w in running.workers.values()][:1]
                os.kill(killed[0], signal.SIGKILL)
        assert [o.error for o in outcomes] == [None] * 5
        assert not psutil.pid_exists(killed[0])
    again, _ = batch.prepare(scenes_in([folder]), tmp_path / "alone", {}, False)
    assert all(outcome.state == "made" for outcome in batch.perform(again, Alone(), lambda *told: None))
    assert len(films(tmp_path / "out")) == 20
    assert films(tmp_path / "out") == films(tmp_path / "alone")
    assert not any(plan.stale for plan in batch.prepare(scenes_in([folder]), tmp_path / "out", {}, False)[0])


def test_workers_with_another_gradreel_and_no_cluster_at_all(monkeypatch, write, tmp_path):
    plans, _ = batch.prepare([write(output="{formats: csv}")], tmp_path / "out", {}, False)
    with local_cluster(n_workers=1) as running:
        theirs = cluster._identity()
        monkeypatch.setattr(cluster, "__version__", "9.9")
        with pytest.raises(UsageError) as wrong:
            list(batch.perform(plans, Cluster(running.scheduler_address), lambda *told: None))
        (worker,) = running.scheduler.workers
    ours = theirs.replace(__version__, "9.9")
    said = f"this is gradreel {ours}, and all workers need the same one:\n  {worker}: {theirs}"
    assert str(wrong.value) == said
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with pytest.raises(UsageError, match=r"^no Dask scheduler answers at tcp://127\.0\.0\.1:9: "):
        list(batch.perform(plans, Cluster("tcp://127.0.0.1:9"), lambda *told: None))
    assert not (tmp_path / "out").exists()


@pytest.mark.thorough
def test_scheduler_that_is_lost_leaves_whole_films_and_says_what_to_do(write, tmp_path):
    from distributed import Client

    tmp_path.joinpath("course").mkdir()
    for index in range(6):
        train_all(write(name=f"course/{index}.yaml", pacing="{seconds: 0.5}", output="{size: 480p}", seed=index))
    plans, _ = batch.prepare(scenes_in([tmp_path / "course"]), tmp_path / "out", {}, False)
    outcomes = []
    with local_cluster(n_workers=1) as running:
        address = running.scheduler_address
        for outcome in batch.perform(plans, Cluster(address), lambda *told: None):
            outcomes.append(outcome)
            if len(outcomes) == 1:
                # Who has waited for the scheduler with patience need not do so when it has gone.
                for client in Client._instances:
                    client._timeout = 1
                running.close()
    assert len(outcomes) == 6
    assert {outcome.name for outcome in outcomes if outcome.film} == {
        Path(name).stem for name in films(tmp_path / "out")
    }
    said = f"the Dask scheduler at {address} was lost; run again to make the rest"
    assert {str(outcome.error) for outcome in outcomes if outcome.error} == {said}
