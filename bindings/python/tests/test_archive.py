"""An archive verified again on one machine, and on Apache Spark with the same verdicts."""

from __future__ import annotations

import os
import pickle
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Synthetic

from qoltanba import Decision, InputError, Reason
from qoltanba.archive import Setup, Stored, Verdict, batches, files, verify_archive

DOCUMENTS = 10_000


@pytest.fixture(scope="module")
def setup(synthetic: Synthetic) -> Setup:
    authorities = sorted((synthetic.folder / "ca").glob("*.cer"))
    anchors = [path for path in authorities if path.name.startswith("root-")]
    lists = [path for path in sorted((synthetic.folder / "crl").glob("*.crl")) if "stale" not in path.name]
    return Setup.of(anchors=anchors, intermediates=[path for path in authorities if path not in anchors], crls=lists)


def sources(synthetic: Synthetic) -> list[bytes]:
    """Good and bad documents of every form, and what is none."""
    names = ["cms/*.cms", "xml/*.xml", "wss/*.xml", "jws/*.jws", "forged/*.cms", "stamped/*.cms"]
    found = [path for name in names for path in sorted((synthetic.folder / "signed").glob(name))]
    return [path.read_bytes() for path in found] + [b"", b"nothing", b"<a/>"]


def archive(synthetic: Synthetic, count: int) -> Iterator[Stored]:
    """So many documents under distinct names; every third has to be of a certain person."""
    given = sources(synthetic)
    for number in range(count):
        yield Stored(f"{number:06}", given[number % len(given)], Synthetic.IIN if number % 3 == 0 else None)


def expected(synthetic: Synthetic, count: int) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The verdicts of single calls, each different question asked once."""
    known: dict[tuple[bytes, str | None], tuple[str, tuple[str, ...]]] = {}
    answers = {}
    for stored in archive(synthetic, count):
        question = (stored.document, stored.iin)
        if question not in known:
            try:
                report = synthetic.verifier.verify(stored.document, at=synthetic.AT, iin=stored.iin)
                known[question] = report.decision.value, tuple(reason.value for reason in Reason if reason in report.reasons)
            except InputError:
                known[question] = "unusable", ()
        answers[stored.id] = known[question]
    return answers


def told(verdict: Verdict) -> tuple[str, tuple[str, ...]]:
    decision = "unusable" if verdict.decision is None else verdict.decision.value
    if verdict.decision is Decision.CONFIRMED:
        return decision, ()
    return decision, tuple(reason.value for reason in verdict.reasons)


def test_an_archive_has_the_verdicts_of_its_documents(synthetic: Synthetic, setup: Setup) -> None:
    count = 700
    verdicts = list(verify_archive(archive(synthetic, count), setup, at=synthetic.AT))
    assert {verdict.id: told(verdict) for verdict in verdicts} == expected(synthetic, count)
    assert [verdict.id for verdict in verdicts] == [f"{number:06}" for number in range(count)]
    kinds = Counter(verdict.decision for verdict in verdicts)
    assert set(kinds) == {*Decision, None}, "the archive is mixed"
    for verdict in verdicts:
        assert (verdict.error is not None) == (verdict.decision is None)
    assert Reason.REVOKED in {reason for verdict in verdicts for reason in verdict.reasons}


def test_a_malformed_number_stops_nothing(synthetic: Synthetic, setup: Setup) -> None:
    good = synthetic.signed("cms/rsa.cms")
    numbers = [None, "99", Synthetic.IIN, "", "990101200027", "99010110001x"]
    documents = [Stored(str(place), good, iin) for place, iin in enumerate(numbers)]
    verdicts = list(verify_archive(documents, setup, at=synthetic.AT))
    assert [verdict.id for verdict in verdicts] == [stored.id for stored in documents]
    decisions = [Decision.CONFIRMED, None, Decision.CONFIRMED, None, Decision.REFUSED, None]
    assert [verdict.decision for verdict in verdicts] == decisions
    assert verdicts[4].reasons == (Reason.IIN_MISMATCH,)
    for verdict in verdicts:
        assert verdict.error == ("number: the number has exactly 12 digits" if verdict.decision is None else None)


def test_large_documents_come_in_smaller_batches(
    synthetic: Synthetic, setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = list(archive(synthetic, 200))
    sizes = [len(stored.document) for stored in documents]
    verdicts = list(verify_archive(documents, setup, at=synthetic.AT))
    # As if a call took half of them, for instance 2 GiB of 4.
    monkeypatch.setattr("qoltanba._source.MAX_LENGTH", sum(sizes) // 2)
    with pytest.raises(InputError):
        list(verify_archive(documents, setup, at=synthetic.AT))
    monkeypatch.setattr("qoltanba.archive.BATCH_BYTES", sum(sizes) // 8)
    assert list(verify_archive(documents, setup, at=synthetic.AT)) == verdicts
    cut = list(batches(documents))
    assert [stored for batch in cut for stored in batch] == documents and len(cut) > 5
    for batch in cut:
        assert sum(len(stored.document) for stored in batch) < sum(sizes) // 8 + max(sizes)
    monkeypatch.setattr("qoltanba.archive.BATCH", 7)
    assert [len(batch) for batch in batches([Stored("a", b"")] * 16)] == [7, 7, 2]


def test_an_index_file_is_mapped(synthetic: Synthetic, setup: Setup, tmp_path: Path) -> None:
    stored = setup.stored(tmp_path)
    assert isinstance(setup.crls, bytes) and isinstance(stored.crls, Path)
    assert stored.crls.read_bytes() == setup.crls and list(tmp_path.iterdir()) == [stored.crls]
    assert stored.stored(tmp_path) == stored and len(pickle.dumps(stored)) + len(setup.crls) < len(pickle.dumps(setup)) + 1000
    named = Setup.of(anchors=setup.anchors, intermediates=setup.intermediates, index=stored.crls)
    assert named == stored
    documents = [Stored(str(number), document) for number, document in enumerate(sources(synthetic))]
    by_bytes, by_file = (list(verify_archive(documents, one, at=synthetic.AT)) for one in (setup, named))
    assert by_bytes == by_file
    assert str(stored.crls) in Path("/proc/self/maps").read_text()
    # Another file in its place is another verifier; one that holds no lists is none.
    verifier = named.verifier()
    assert named.verifier() is verifier
    following = tmp_path / "next"
    following.write_bytes(setup.crls)
    following.replace(stored.crls)
    assert named.verifier() is not verifier
    following.write_bytes(setup.crls[:-1])
    following.replace(stored.crls)
    with pytest.raises(InputError):
        named.verifier()
    with pytest.raises(ValueError, match="not both"):
        Setup.of(anchors=[], crls=[setup.crls], index=stored.crls)


def test_a_setup_travels(setup: Setup, synthetic: Synthetic) -> None:
    again: Setup = pickle.loads(pickle.dumps(setup))
    assert again == setup and again.verifier() is setup.verifier()
    assert "crls" not in repr(setup)
    with pytest.raises(InputError):
        Setup.of(anchors=[], crls=[b"no list"])
    bare = Setup.of(anchors=setup.anchors, intermediates=setup.intermediates)
    (verdict,) = verify_archive([Stored("a", synthetic.signed("cms/rsa.cms"))], bare, at=synthetic.AT)
    assert verdict == Verdict("a", Decision.UNDETERMINED, (Reason.NO_EVIDENCE,))


def test_a_folder_is_an_archive(synthetic: Synthetic, setup: Setup, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    stored = list(files(synthetic.folder / "signed", "cms/*.cms"))
    assert stored[0].id.startswith("cms/")
    verdicts = list(verify_archive(iter(stored), setup, at=synthetic.AT, progress=True, total=len(stored)))
    assert len(verdicts) == len(stored)
    assert f"{len(stored)}/{len(stored)}" in capsys.readouterr().err


def test_what_is_no_file_is_not_passed_over_in_an_archive(synthetic: Synthetic, setup: Setup, tmp_path: Path) -> None:
    archive, elsewhere = tmp_path / "archive", tmp_path / "elsewhere"
    (archive / "2026").mkdir(parents=True)
    elsewhere.mkdir()
    for place in (archive / "2026/a.cms", elsewhere / "b.cms"):
        place.write_bytes(synthetic.signed("cms/rsa.cms"))
    (archive / "dangling").symlink_to("gone")
    (archive / "linked").symlink_to(elsewhere)
    (archive / "beside").symlink_to("2026")
    (archive / "round").symlink_to(".")
    (archive / "z.cms").symlink_to(elsewhere / "b.cms")
    os.mkfifo(archive / "pipe")
    verdicts = {verdict.id: verdict for verdict in verify_archive(files(archive), setup, at=synthetic.AT)}
    assert {id for id, verdict in verdicts.items() if verdict.decision is Decision.CONFIRMED} == {"2026/a.cms", "z.cms"}
    assert {id: verdict.error for id, verdict in verdicts.items() if verdict.decision is None} == {
        "dangling": "a link that leads to no file",
        "linked": "a link to a folder is not followed",
        "pipe": "neither a file nor a folder: a pipe, a socket or a device",
        "round": "a link to a folder is not followed",
    }
    assert len(verdicts) == 6


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="it takes a file that is there and cannot be read")
def test_a_file_that_cannot_be_read_stops_nothing(synthetic: Synthetic, setup: Setup, tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("/proc/self/mem")
    (tmp_path / "b").write_bytes(synthetic.signed("cms/rsa.cms"))
    unreadable, good = verify_archive(files(tmp_path), setup, at=synthetic.AT)
    assert (unreadable.id, unreadable.decision) == ("a", None) and "cannot be read" in str(unreadable.error)
    assert good.decision is Decision.CONFIRMED


@pytest.mark.spark
def test_spark_gives_the_same_verdicts(
    synthetic: Synthetic, setup: Setup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = pytest.importorskip("pyspark.sql")
    from qoltanba.spark import _share
    from qoltanba.spark import verify_archive as verify_on_spark

    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    spark: Any = builder.config("spark.sql.warehouse.dir", str(tmp_path)).getOrCreate()
    try:
        rows = [(stored.id, stored.document, stored.iin) for stored in archive(synthetic, DOCUMENTS)]
        # Rows that cannot be judged stop nothing.
        rows += [("no document", None, None), ("no number", rows[0][1], "99")]
        table = spark.createDataFrame(rows, "name string, body binary, owner string").repartition(4)
        start = time.monotonic()
        answers = verify_on_spark(table, setup, at=synthetic.AT, id="name", document="body", iin="owner").collect()
        print(f"Spark verified {len(answers)} documents in {time.monotonic() - start:.1f} s")
        found = {row["id"]: (row["decision"], tuple(row["reasons"])) for row in answers}
        assert len(answers) == len(found) == DOCUMENTS + 2
        assert found.pop("no document") == found.pop("no number") == ("unusable", ())
        confirmed = {id for id, (decision, _) in found.items() if decision == "confirmed"}
        wanted = expected(synthetic, DOCUMENTS)
        assert found == wanted and len(confirmed) > 1000
        assert all((row["error"] is not None) == (row["decision"] == "unusable") for row in answers)

        # What a worker makes its verifier of: the one file of its executor, mapped.
        shared = _share(setup, spark.sparkContext)

        def worker(_: int) -> tuple[str, int, bool]:
            at_work = shared.setup()
            at_work.verifier()
            maps = Path("/proc/self/maps").read_text()
            return str(at_work.crls), os.getpid(), str(at_work.crls) in maps

        seen = spark.sparkContext.parallelize(range(8), 8).map(worker).collect()
        assert {mapped for _, _, mapped in seen} == {True} and len({file for file, _, _ in seen}) == 1
        assert os.getpid() not in {process for _, process, _ in seen}
        assert isinstance(setup.crls, bytes) and shared.rest.value.crls is None
        with pytest.raises(ValueError, match="no time zone"):
            verify_on_spark(table, setup, at=datetime(2026, 7, 1))
    finally:
        spark.stop()
