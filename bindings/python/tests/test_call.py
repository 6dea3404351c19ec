"""The short way of a call and the generated one: equal answers, equal errors, nothing left behind."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

import pytest
from conftest import Synthetic, needs_proc, resident

from qoltanba import Decision, Evidence, InputError, TrustStore, Verifier, _native
from qoltanba._call import Method, ask
from qoltanba._source import unix

AT = unix(Synthetic.AT)
LISTS_OUT_OF_DATE = AT + 200 * 86_400
WANTED = b"sI990101100010"
METHODS = get_args(Method)
Outcome = tuple[object, ...]


def outcome(call: Callable[[], tuple[str, str]]) -> Outcome:
    """What a call gives, or everything that its error says."""
    try:
        return call()
    except _native.InputError as error:
        return (type(error), *sorted(vars(error).items()))


def short(verifier: Verifier, method: Method, *inputs: bytes, at: int = AT) -> Outcome:
    """By the short way."""

    def call() -> tuple[str, str]:
        report = ask(method, verifier._native, at, *inputs)
        return report.decision.name, report.to_json()

    return outcome(call)


def generated(verifier: Verifier, method: Method, *inputs: bytes, at: int = AT) -> Outcome:
    """Through the generated module."""

    def call() -> tuple[str, str]:
        answer = getattr(verifier._native, method)(*inputs, at)
        return answer.decision.name, answer.report

    return outcome(call)


def questions(synthetic: Synthetic) -> list[tuple[Any, ...]]:
    """Good and bad input for each of the calls."""

    def files(*folders: str) -> list[bytes]:
        return [path.read_bytes() for name in folders for path in sorted((synthetic.folder / name).iterdir())]

    documents = files("signed/cms", "signed/xml", "signed/wss", "signed/jws", "signed/forged")
    certificates = files("rsa", "attack")
    one, content = documents[0], b"what was signed\0and more"
    detached = synthetic.signer("rsa-individual-sign").sign_detached_cms(content)
    bad = [b"", b"\0", b"nothing", b"<a/>", one[:100], one[:-1], bytes(1 << 20)]
    asked: list[tuple[Any, ...]] = [("verify", document, WANTED) for document in documents + bad]
    asked += [("check_certificate", certificate, WANTED) for certificate in certificates + bad]
    asked += [("verify_detached", detached, said, WANTED) for said in (content, b"", content + b"\0")]
    asked += [("verify_detached", document, content, WANTED) for document in [one, *bad]]
    for wanted in (b"", b"s", b"xI990101100010", b"sI99010110001x", b"*-------------", b"sB990140000385", WANTED + b"\0"):
        asked += [("verify", one, wanted), ("check_certificate", certificates[0], wanted)]
        asked += [("verify_detached", detached, content, wanted)]
    return asked


def test_both_ways_answer_alike(synthetic: Synthetic) -> None:
    given = set()
    for method, *inputs in questions(synthetic):
        for at in (AT, LISTS_OUT_OF_DATE, 0, -(2**40), 2**40):
            said = short(synthetic.verifier, method, *inputs, at=at)
            assert said == generated(synthetic.verifier, method, *inputs, at=at)
            given.add((method, said[0]))
    errors = [_native.InputError.Malformed, _native.InputError.InvalidArgument]
    for name in METHODS:
        assert {(name, kind) for kind in [*Decision.__members__, *errors]} <= given


def test_a_panic_of_the_library_arrives_as_before(synthetic: Synthetic) -> None:
    class Longer(bytes):
        def __len__(self) -> int:
            return 2**31  # wraps to a negative length, which the library does not take

    for way in (short, generated):
        with pytest.raises(_native.qoltanba_ffi.InternalError, match="length"):
            way(synthetic.verifier, "verify", Longer(b"a"), WANTED)


def test_threads_get_their_own_answers(synthetic: Synthetic) -> None:
    asked = questions(synthetic) * 3
    alone = [short(synthetic.verifier, *question) for question in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: short(synthetic.verifier, *question), asked)) == alone


@needs_proc
def test_two_hundred_thousand_calls_leave_nothing(synthetic: Synthetic) -> None:
    certificate = synthetic.signer("rsa-individual-sign").certificate
    verifier, at = Verifier(TrustStore([])), synthetic.AT

    def calls(count: int) -> None:
        for _ in range(count):
            verifier.check_certificate(certificate, at=at)
            try:
                verifier.verify(b"nothing", at=at)
            except InputError:
                continue
            raise AssertionError("what is no document was taken for one")

    calls(5_000)
    before = resident()
    calls(100_000)
    # An answer or an error that is left behind is at least 50 bytes a call, so 5 MiB.
    assert resident() - before < 4 << 20


@needs_proc
def test_a_verifier_is_freed_after_its_calls(synthetic: Synthetic) -> None:
    # A handle that is not consumed keeps its verifier for ever.
    lists, document = sorted((synthetic.folder / "crl").glob("nca-*.crl")), synthetic.signed("cms/rsa.cms")

    def use() -> None:
        verifier = Verifier(synthetic.trust, Evidence(crls=lists))
        short(verifier, "check_certificate", b"", WANTED)
        short(verifier, "verify", document, WANTED)

    for _ in range(50):
        use()
    before = resident()
    for _ in range(1_000):
        use()
    assert resident() - before < 4 << 20
