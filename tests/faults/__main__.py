"""Inject faults, print those that were answered wrongly, and a table of all."""

import sys
import tempfile
from argparse import ArgumentParser
from collections import Counter
from os import environ
from pathlib import Path
from time import perf_counter

from tests.faults import kinds


def main() -> int:
    """Inject so many faults of a kind as are asked for; return 1 if any was answered wrongly."""
    known = kinds()
    parser = ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=known, help="default: all kinds, as many of each as are a test")
    parser.add_argument("count", nargs="?", type=int, help="default: as many as are a test")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    rows, total = [], Counter[str]()
    for word in [asked.kind] if asked.kind else known:
        began, count = perf_counter(), Counter[str]()
        with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as cache:
            environ["RENDER_CACHE"] = cache
            for fault in known[word].inject(asked.count or known[word].SHORT, asked.seed, Path(name)):
                count["injected"] += 1
                count["wrong"] += bool(fault.wrong)
                if fault.wrong:
                    print(f"{word}: {fault.done}: {fault.wrong}", flush=True)
                print(f"\r{word} {count['injected']}, {count['wrong']} wrong ", end="", file=sys.stderr, flush=True)
        total += count
        rows.append((word, count["injected"], count["wrong"], perf_counter() - began))
    print("", file=sys.stderr)
    for word, injected, wrong, took in rows:
        print(f"{word:14} {injected:7,} injected {wrong:5,} wrong {took:7.0f} s")
    return min(total["wrong"], 1)


if __name__ == "__main__":
    sys.exit(main())
