"""Eight threads, good and bad input, for as long as `QOLTANBA_SOAK_SECONDS` says: the verdicts of one thread, and no growth."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter

from conftest import Synthetic, needs_proc, resident

from qoltanba import InputError

SECONDS = float(os.environ.get("QOLTANBA_SOAK_SECONDS", "4"))
THREADS = 8
# What the memory may grow by after the first quarter, in bytes: the allocator keeps pages for threads that wait.
GROWTH = 24 << 20


@needs_proc
def test_eight_threads_for_a_while(synthetic: Synthetic) -> None:
    names = [f"{form}/*" for form in ("cms", "xml", "wss", "jws", "forged")]
    inputs = [path.read_bytes() for name in names for path in sorted((synthetic.folder / "signed").glob(name))]
    inputs += [b"", b"nothing", b"<a/>", inputs[0][:100]]
    inputs += [bytes(byte ^ (0xFF if place == 500 else 0) for place, byte in enumerate(inputs[0]))]

    def ask(document: bytes) -> str:
        try:
            return synthetic.verifier.verify(document, at=synthetic.AT, iin=synthetic.IIN).to_json()
        except InputError as error:
            return f"{error.kind} {error.detail}"

    alone = [ask(document) for document in inputs]
    end = time.monotonic() + SECONDS
    counts: Counter[int] = Counter()
    wrong: list[int] = []

    def work(number: int) -> None:
        place = number * 7
        while time.monotonic() < end and not wrong:
            place = (place + 1) % len(inputs)
            if ask(inputs[place]) != alone[place]:
                wrong.append(place)
            counts[number] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    time.sleep(SECONDS / 4)
    warm = resident()
    for thread in threads:
        thread.join()
    after = resident()
    print(f"{sum(counts.values())} verdicts in {SECONDS:.0f} s; resident {warm >> 20} MiB warm, {after >> 20} MiB at the end")
    assert not wrong
    assert len(counts) == THREADS and sum(counts.values()) > THREADS
    assert after - warm < GROWTH
