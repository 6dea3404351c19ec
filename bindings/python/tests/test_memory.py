"""Large documents: what crosses into the library is not copied."""

from __future__ import annotations

import threading

import pytest
from conftest import Synthetic, needs_proc, resident

from qoltanba import Decision, InputError

SIZE = 10 << 20


def peak_during(work: object) -> int:
    """By how much the memory of this process rises while `work` runs, in bytes."""
    assert callable(work)
    before, highest, done = resident(), 0, threading.Event()

    def watch() -> None:
        nonlocal highest
        while not done.is_set():
            highest = max(highest, resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    finally:
        done.set()
        watcher.join()
    return highest - before


@needs_proc
def test_a_document_of_ten_mebibytes_is_not_copied(synthetic: Synthetic) -> None:
    content = bytes(SIZE)
    signature = synthetic.signer("rsa-individual-sign").sign_detached_cms(content)
    verify = synthetic.verifier.verify

    def direct() -> None:
        assert verify(signature, content=content, at=synthetic.AT).decision is Decision.CONFIRMED

    def copied() -> None:
        assert verify(signature, content=memoryview(content), at=synthetic.AT).decision is Decision.CONFIRMED

    direct()
    # The measurement sees a copy: that of a memoryview, which is documented.
    assert peak_during(copied) > SIZE * 0.9
    assert peak_during(direct) < SIZE * 0.5


@needs_proc
def test_ten_mebibytes_of_nothing_are_refused_without_a_copy(synthetic: Synthetic) -> None:
    junk = b"\x30\x84\x00\xa0\x00\x00" + bytes(SIZE)

    def refused() -> None:
        with pytest.raises(InputError):
            synthetic.verifier.verify(junk, at=synthetic.AT)

    refused()
    assert peak_during(refused) < SIZE * 0.5
