"""What a whole course costs: cold, unchanged, in memory, and on a cluster."""

import os
import pickle
import shutil
import threading
import time
from pathlib import Path

import psutil

from render.course import batch
from render.course.crews import cluster
from render.course.scenes import scenes_in
from tests.benchmarks import films
from tests.benchmarks.processes import RENDER, in_turn, ratio, run, seconds


def course(folder, count, **more):
    """Write `count` scenes, each with points of its own, so that each has a training of its own; return the folder."""
    folder.mkdir()
    for index in range(count):
        films.scene(folder / f"{index}.yaml", seed=100 + index, **more)
    return folder


def cold(scenes, out, *options):
    """Return a function that makes the films of `scenes`, none of which was ever trained or made."""

    def work():
        cache = out.with_suffix(".cache")
        for old in (out, cache):
            shutil.rmtree(old, ignore_errors=True)
        return run(*RENDER, scenes, "-o", out, "-q", *options, env={**os.environ, "RENDER_CACHE": str(cache)})

    return work


def peak(work):
    """Return what `work` returns, and the largest memory that this process's children held at a time, in MB.

    Memory that several share is counted once (the proportional set size).
    """
    most, done = 0, threading.Event()

    def watch():
        nonlocal most
        while not done.wait(0.2):
            held = 0
            for process in psutil.Process().children(recursive=True):
                try:
                    held += process.memory_full_info().pss
                except psutil.Error:
                    continue
            most = max(most, held)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        return work(), most / 1e6
    finally:
        done.set()
        thread.join()


def batches(folder, pairs, say):
    """Measure batches of processes."""
    scenes, out = course(folder / "twenty", 20), folder / "films"
    parallel, alone = in_turn(pairs, cold(scenes, out), cold(scenes, out, "-j", "1"))
    say("20 cold scenes, wall time", f"one after another, {seconds(alone):.1f} s", f"{ratio(parallel, alone)}", "0.6")
    scenes, out = course(folder / "hundred", 100), folder / "hundred-films"
    cost, memory = peak(cold(scenes, out))
    said = f"{memory:.0f} MB, {cost.seconds:.0f} s"
    say("100 cold scenes, peak of all processes", "", said, "say")
    environment = {**os.environ, "RENDER_CACHE": str(out.with_suffix(".cache"))}
    (costs,) = in_turn(max(pairs, 5), lambda: run(*RENDER, scenes, "-o", out, env=environment))
    say("100 unchanged scenes", "", f"{seconds(costs):.2f} s", "1")


def on_a_cluster(folder, say):
    """Measure what a film costs on a cluster of this machine's cores: its time, what is sent and what comes back."""
    from distributed import LocalCluster

    plans, _ = batch.prepare(scenes_in([folder / "twenty"]), folder / "cluster-films", (), True)
    sent = sum(len(pickle.dumps(cluster._packed(plan))) for plan in plans) / len(plans)
    with LocalCluster(n_workers=os.cpu_count(), threads_per_worker=1, dashboard_address=":0") as running:
        crew = cluster.Cluster(running.scheduler_address)
        list(batch.perform(plans, crew, lambda *told: None))
        began = time.perf_counter()
        outcomes = list(batch.perform(plans, crew, lambda *told: None))
        took = time.perf_counter() - began
    back = sum(path.stat().st_size for path in Path(folder / "cluster-films").glob("*.gif")) / len(plans)
    making = sum(outcome.film.took for outcome in outcomes)
    said = f"{making / len(plans):.2f} s each, {took:.1f} s in all; {sent / 1e3:.1f} kB there, {back / 1e3:.0f} kB back"
    say(f"20 films, {os.cpu_count()} Dask workers", "", said, "say")
