"""Threads and forks: a verifier is shared by threads, works without the interpreter's lock, and survives a fork."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import AT, NationalSet


def test_threads_share_a_verifier(national: NationalSet) -> None:
    paths = [national.path(entry).read_bytes() for entry in national.entries] * 2
    alone = [national.verifier.check_certificate(path, at=AT) for path in paths]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda path: national.verifier.check_certificate(path, at=AT), paths))
    assert together == alone


def test_the_interpreter_runs_while_the_library_works(national: NationalSet) -> None:
    # One call that lasts; if it held the lock, this thread could not count meanwhile.
    batch = [national.path(entry).read_bytes() for entry in national.entries] * 40
    done = threading.Event()
    spent: list[float] = []

    def work() -> None:
        start = time.monotonic()
        national.verifier.check_certificates(batch, at=AT)
        spent.append(time.monotonic() - start)
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    longest = 0.0
    last = time.monotonic()
    while not done.is_set():
        time.sleep(0.001)
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    worker.join()
    print(f"the batch took {spent[0]:.3f} s, the longest pause was {longest:.3f} s")
    assert spent[0] > 0.1, "the batch is too short to tell"
    assert longest < spent[0] / 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_child_process_goes_on_with_the_parent_s_verifier(national: NationalSet) -> None:
    entry = national.one("valid")
    data = national.path(entry).read_bytes()
    expected = national.verifier.check_certificate(data, at=AT)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # Only os._exit from here: the child must not run the test framework's own ending.
        try:
            report = national.verifier.check_certificate(data, at=AT)
            os.write(writing, b"same" if report == expected else b"other")
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    assert os.waitpid(child, 0)[1] == 0
    assert said == b"same"
    assert national.verifier.check_certificate(data, at=AT) == expected
