"""Evidence about revocation: indexes, what cannot be read, and how a verifier judges."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from big_list import big_list
from conftest import Synthetic

from qoltanba import (
    AnchorChecks,
    Check,
    Decision,
    Digest,
    ErrorKind,
    Evidence,
    InputError,
    LegacyAlgorithms,
    Limits,
    Reason,
    Revocation,
    SignatureCache,
    SignedAttributes,
    TrustStore,
    Verifier,
    crl_index,
    inspect,
    ocsp_request,
)

CRLS = ("nca-gost2015.crl", "nca-rsa.crl")


def lists(synthetic: Synthetic) -> list[Path]:
    return [synthetic.folder / "crl" / name for name in CRLS]


def test_an_index_is_accepted_wherever_a_list_is(synthetic: Synthetic, tmp_path: Path) -> None:
    index = tmp_path / "lists.index"
    index.write_bytes(crl_index(lists(synthetic)))
    for source in (index, index.read_bytes()):
        evidence = Evidence(crls=[source])
        assert repr(evidence) == "Evidence(2 lists, 0 answers)" and evidence.unreadable == ()
        verifier = Verifier(synthetic.trust, evidence)
        report = verifier.verify(synthetic.signed("cms/gost2015.cms"), at=synthetic.AT)
        assert report == Verifier(synthetic.trust, Evidence(crls=lists(synthetic))).verify(
            synthetic.signed("cms/gost2015.cms"), at=synthetic.AT
        )
        assert report.decision is Decision.CONFIRMED
    with pytest.raises(InputError):
        crl_index([])
    with pytest.raises(InputError):
        crl_index([b"no list"])


def test_unreadable_evidence_leaves_the_status_undetermined(synthetic: Synthetic, tmp_path: Path) -> None:
    (tmp_path / "page.crl").write_bytes(b"<html>not found</html>")
    damaged = bytearray(crl_index(lists(synthetic)))
    damaged[100] ^= 1
    evidence = Evidence(crls=[tmp_path, damaged], ocsp=[b"\x30\x00"])
    assert [sentence.split(":")[0] for sentence in evidence.unreadable] == [
        str(tmp_path / "page.crl"),
        "CRL 2",
        "OCSP response 1",
    ]
    assert repr(evidence) == "Evidence(0 lists, 0 answers, 3 unreadable)"
    report = Verifier(synthetic.trust, evidence).verify(synthetic.signed("cms/rsa.cms"), at=synthetic.AT)
    line = report.find(Check.REVOCATION)
    assert line is not None and line.reason is Reason.EVIDENCE_UNTRUSTED
    assert "page.crl" in line.detail and "CRL 2" in line.detail
    assert report.decision is Decision.UNDETERMINED
    # A readable list beside it decides.
    mixed = Evidence(crls=[b"", *lists(synthetic)])
    again = Verifier(synthetic.trust, mixed).verify(synthetic.signed("cms/rsa.cms"), at=synthetic.AT)
    assert again.decision is Decision.CONFIRMED and len(mixed.unreadable) == 1
    line = again.find(Check.REVOCATION)
    assert line is not None and "CRL 1" in line.detail, "the report names what could not be read in any case"


def test_what_is_no_file_is_not_passed_over_in_a_folder(synthetic: Synthetic, tmp_path: Path) -> None:
    folder, certificates = tmp_path / "lists", tmp_path / "certificates"
    (folder / "within").mkdir(parents=True)
    certificates.mkdir()
    (folder / "a.crl").symlink_to(lists(synthetic)[0])
    (folder / "b.crl").symlink_to("gone")
    (folder / "c.crl").symlink_to("c.crl")
    os.mkfifo(folder / "d.crl")
    evidence = Evidence(crls=[folder], ocsp=[folder])
    faults = [("b", "a link that leads to no file"), ("c", "a link that leads to no file"), ("d", "neither a file nor a folder")]
    assert len(evidence.unreadable) == 7, "those of the lists, and of the answers those and the list"
    for sentence, (name, fault) in zip(evidence.unreadable, faults):
        assert sentence.startswith(f"{folder / name}.crl: {fault}")
    report = Verifier(synthetic.trust, evidence).verify(synthetic.signed("cms/gost2015.cms"), at=synthetic.AT)
    line = report.find(Check.REVOCATION)
    assert line is not None and "b.crl" in line.detail and "d.crl" in line.detail
    # Where all of a folder is needed, it is an error.
    (certificates / "gone.cer").symlink_to("gone")
    for make in (lambda: TrustStore([certificates]), lambda: TrustStore([], [certificates]), lambda: crl_index([folder])):
        with pytest.raises(OSError, match="a link that leads to no file"):
            make()


def test_a_file_name_that_is_no_text_is_read(synthetic: Synthetic, tmp_path: Path) -> None:
    # A name is bytes to the file system: here a Cyrillic one in windows-1251.
    name = "список.crl".encode("cp1251")
    for folder in ("crl", "ocsp"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / os.fsdecode(b"_" + name)).write_bytes(b"")
    index = Path(os.fsdecode(os.fsencode(tmp_path / "crl") + b"/" + name))
    index.write_bytes(crl_index(lists(synthetic)))
    for crls in ([tmp_path / "crl"], sorted((tmp_path / "crl").iterdir())):
        evidence = Evidence(crls=crls, ocsp=[tmp_path / "ocsp"])
        assert repr(evidence) == "Evidence(2 lists, 0 answers, 2 unreadable)"
        assert {sentence.split("/")[-1].split(":")[0] for sentence in evidence.unreadable} == {f"_{6 * chr(0xFFFD)}.crl"}
        report = Verifier(synthetic.trust, evidence).verify(synthetic.signed("cms/gost2015.cms"), at=synthetic.AT)
        assert report.decision is Decision.CONFIRMED
    with pytest.raises(FileNotFoundError):
        Evidence(crls=[index.with_name(os.fsdecode(b"no\xff"))])


def test_an_index_file_is_mapped(synthetic: Synthetic, tmp_path: Path) -> None:
    everything = [path for path in sorted((synthetic.folder / "crl").glob("*.crl")) if "stale" not in path.name]
    # A folder with an index, and a list beside it.
    (tmp_path / "lists.qci").write_bytes(crl_index(everything[:-1]))
    (tmp_path / "more.crl").write_bytes(everything[-1].read_bytes())
    mapped, plain = Evidence(crls=[tmp_path]), Evidence(crls=everything)
    assert (mapped.mapped_files, plain.mapped_files) == (1, 0)
    assert Evidence(crls=[(tmp_path / "lists.qci").read_bytes()]).mapped_files == 0
    by_file, by_list = Verifier(synthetic.trust, mapped), Verifier(synthetic.trust, plain)
    verdicts = set()
    for path in sorted((synthetic.folder / "signed/cms").glob("*.cms")):
        if path.name == "detached.cms":
            continue
        report = by_file.verify(path, at=synthetic.AT)
        assert report == by_list.verify(path, at=synthetic.AT), path.name
        verdicts.add(report.decision)
    assert verdicts == set(Decision)


def cut(index: bytes) -> Iterator[bytes]:
    """Index files that lost their end, somewhere."""
    yield from (index[:length] for length in (8, 16, 100, len(index) // 2, len(index) - 1))


def test_a_cut_index_file_leaves_the_status_undetermined(synthetic: Synthetic, tmp_path: Path) -> None:
    whole = crl_index(lists(synthetic))
    revoked = synthetic.signed("cms/revoked.cms")
    for number, index in enumerate(cut(whole)):
        path = tmp_path / f"{number}.qci"
        path.write_bytes(index)
        evidence = Evidence(crls=[path])
        assert repr(evidence) == "Evidence(0 lists, 0 answers, 1 unreadable)" and evidence.mapped_files == 0
        assert evidence.unreadable[0].startswith(f"{path}: ")
        for document in (revoked, synthetic.signed("cms/gost2015.cms")):
            report = Verifier(synthetic.trust, evidence).verify(document, at=synthetic.AT)
            line = report.find(Check.REVOCATION)
            assert line is not None and line.reason is Reason.EVIDENCE_UNTRUSTED and path.name in line.detail
            assert report.decision is Decision.UNDETERMINED


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="it takes a file that is there and cannot be read")
def test_a_file_that_cannot_be_read_is_unreadable_evidence(synthetic: Synthetic) -> None:
    evidence = Evidence(crls=[Path("/proc/self/mem"), *lists(synthetic)])
    assert len(evidence.unreadable) == 1 and "the file cannot be read" in evidence.unreadable[0]
    only = Verifier(synthetic.trust, Evidence(crls=[Path("/proc/self/mem")]))
    report = only.verify(synthetic.signed("cms/rsa.cms"), at=synthetic.AT)
    assert report.decision is Decision.UNDETERMINED


def test_a_file_that_takes_the_place_of_a_mapped_one_leaves_it_whole(synthetic: Synthetic, tmp_path: Path) -> None:
    path, following = tmp_path / "lists.qci", tmp_path / "next"
    path.write_bytes(crl_index(lists(synthetic)))
    verifier = Verifier(synthetic.trust, Evidence(crls=[path]))
    following.write_bytes(b"something else")
    following.replace(path)
    assert verifier.verify(synthetic.signed("cms/rsa.cms"), at=synthetic.AT).decision is Decision.CONFIRMED
    assert len(Evidence(crls=[path]).unreadable) == 1


def anonymous() -> int:
    """The memory in bytes that this process shares with nobody and no file."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("RssAnon:")]
    return int(line.split()[1]) * 1024


def memory_of_a_second_evidence(path: Path) -> tuple[int, int]:
    """What it adds when the file is mapped once more, and when its bytes are given."""
    kept = [Evidence(crls=[path])]
    before = anonymous()
    kept.append(Evidence(crls=[path]))
    mapped = anonymous() - before
    index = path.read_bytes()
    before = anonymous()
    kept.append(Evidence(crls=[index]))
    return mapped, anonymous() - before


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_a_second_evidence_of_a_mapped_file_takes_no_memory_of_its_own(synthetic: Synthetic, tmp_path: Path) -> None:
    entries = 200_000
    path = tmp_path / "big.qci"
    path.write_bytes(crl_index([big_list(synthetic, entries)]))
    size = path.stat().st_size
    assert size > 30 * entries
    # In a process of its own: what this one has freed, or keeps free, is out of the way, and stays as it is.
    with multiprocessing.get_context("spawn").Pool(1) as process:
        mapped, copied = process.apply(memory_of_a_second_evidence, (path,))
    print(f"an index of {entries} entries has {size} bytes: mapped again {mapped}, copied {copied} bytes of memory")
    # The measurement sees a copy.
    assert copied > size * 0.9
    assert mapped < size * 0.1
    # The list is genuine, and its entries count: the first of them is the certificate that is asked about.
    verifier = Verifier(synthetic.trust, Evidence(crls=[path]))
    report = verifier.check_certificate(synthetic.signer("rsa-individual-sign").certificate, at=synthetic.AT)
    line = report.find(Check.REVOCATION)
    assert line is not None and line.reason is Reason.REVOKED


def test_a_question_to_a_responder_names_the_certificate(synthetic: Synthetic) -> None:
    certificate = synthetic.signer("rsa-individual-sign").certificate
    authority = (synthetic.folder / "ca/nca-rsa.cer").read_bytes()
    request = ocsp_request(certificate, authority)
    serial = bytes.fromhex(inspect(certificate)["serial"])
    assert serial in request
    assert ocsp_request(certificate, authority, digest=Digest.SHA1) != request
    with pytest.raises(InputError, match="issued"):
        ocsp_request(certificate, synthetic.folder / "ca/nca-gost2015.cer")
    with pytest.raises(InputError):
        ocsp_request(b"nothing", authority)


def test_a_missing_file_is_not_evidence(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Evidence(crls=[tmp_path / "none.crl"])
    with pytest.raises(TypeError, match="a list of sources"):
        Evidence(crls=b"")


def test_an_ocsp_answer_decides(synthetic: Synthetic) -> None:
    for name, decision in (("good", Decision.CONFIRMED), ("gost2004-good", Decision.UNDETERMINED)):
        evidence = Evidence(ocsp=[synthetic.folder / f"ocsp/{name}.ors"])
        assert repr(evidence) == "Evidence(0 lists, 1 answers)"
        report = Verifier(synthetic.trust, evidence).verify(synthetic.signed("cms/gost2015.cms"), at=synthetic.AT)
        line = report.find(Check.REVOCATION)
        assert line is not None and ("by the OCSP response" in line.detail) == (decision is Decision.CONFIRMED)
        assert report.decision is decision


def test_a_cache_of_signatures_changes_no_verdict(synthetic: Synthetic) -> None:
    cache = SignatureCache(8)
    known = Evidence(crls=lists(synthetic))
    remembering = [Verifier(synthetic.trust, known, cache=cache) for _ in range(2)]
    documents = [synthetic.signed(f"cms/{name}.cms") for name in ("gost2015", "rsa", "revoked", "foreign")]
    expected = [Verifier(synthetic.trust, known).verify(document, at=synthetic.AT).decision for document in documents]
    for verifier in remembering:
        assert [verifier.verify(document, at=synthetic.AT).decision for document in documents] == expected
    assert 0 < len(cache) <= 8 and repr(cache) == f"SignatureCache({len(cache)})"
    with pytest.raises(ValueError):
        SignatureCache(0)


def test_the_options_of_a_verifier_are_those_of_the_library(synthetic: Synthetic) -> None:
    bare = synthetic.signed("forged/without-attributes.cms")
    strict = synthetic.verifier.verify(bare, at=synthetic.AT)
    line = strict.find(Check.SIGNATURE)
    assert line is not None and line.reason is Reason.SIGNED_ATTRIBUTES_MISSING
    known = Evidence(crls=lists(synthetic))
    tolerant = Verifier(synthetic.trust, known, signed_attributes=SignedAttributes.OPTIONAL)
    changed = tolerant.verify(bare, at=synthetic.AT).find(Check.SIGNATURE)
    assert changed is not None and changed.reason is not Reason.SIGNED_ATTRIBUTES_MISSING
    off = Verifier(synthetic.trust, known, revocation=Revocation.OFF)
    assert off.verify(synthetic.signed("cms/rsa.cms"), at=synthetic.AT).decision is Decision.UNDETERMINED
    # The anchors of the set are good, so ignoring what they say changes nothing; neither does allowing SHA-1.
    lax = Verifier(synthetic.trust, known, anchors=AnchorChecks.IGNORE, legacy=LegacyAlgorithms.ACCEPT)
    assert lax.verify(synthetic.signed("cms/rsa.cms"), at=synthetic.AT).decision is Decision.CONFIRMED


def test_limits_are_the_caller_s(synthetic: Synthetic) -> None:
    message, xml = synthetic.signed("cms/two-signers.cms"), synthetic.signed("xml/gost2015.xml")
    for document, limits in [
        (message, Limits(signers=1)),
        (message, Limits(document_bytes=len(message) - 1)),
        (xml, Limits(signatures=0)),
        (xml, Limits(references=0)),
        (xml, Limits(xml_nodes=3)),
    ]:
        strict = Verifier(synthetic.trust, Evidence(crls=lists(synthetic)), limits=limits)
        calls = (strict.verify, strict.verify_content, strict.open_document)
        for call in calls if document is message else calls[:2]:
            with pytest.raises(InputError) as above:
                call(document, at=synthetic.AT)
            assert above.value.kind is ErrorKind.LIMIT_EXCEEDED
        assert list(strict.verify_all([document], at=synthetic.AT)) == [None]
    fits = Verifier(synthetic.trust, Evidence(crls=lists(synthetic)), limits=Limits(signers=2, document_bytes=len(message)))
    assert len(fits.verify(message, at=synthetic.AT).signers) == 2
    with pytest.raises(ValueError):
        Limits(signers=-1)


def test_an_expired_anchor_counts_unless_told_otherwise(synthetic: Synthetic) -> None:
    # Long after the root has ended, and with evidence out of the question.
    certificate = synthetic.signer("rsa-individual-sign").certificate
    late = synthetic.AT.replace(year=2090)
    trust = TrustStore([synthetic.folder / "ca/nca-rsa.cer"])
    strict = Verifier(trust).check_certificate(certificate, at=late).find(Check.CERTIFICATE_PATH)
    lax = Verifier(trust, anchors=AnchorChecks.IGNORE).check_certificate(certificate, at=late)
    path = lax.find(Check.CERTIFICATE_PATH)
    assert strict is not None and strict.reason is Reason.PATH_INVALID
    assert path is not None and path.reason is None


def test_threads_of_a_batch_do_not_change_it(synthetic: Synthetic) -> None:
    documents = [path.read_bytes() for path in sorted((synthetic.folder / "signed/cms").glob("*.cms"))] * 4 + [b"?"]
    batches = [synthetic.verifier.verify_all(documents, at=synthetic.AT, threads=count) for count in (1, 2, 7, None)]
    assert len({batch.codes for batch in batches}) == 1
    certificates = [synthetic.signer("rsa-individual-sign").certificate, b"?"] * 10
    one, many = (synthetic.verifier.check_certificates(certificates, at=synthetic.AT, threads=n) for n in (1, 3))
    assert one.codes == many.codes == bytes([0, 3]) * 10
    with pytest.raises(ValueError, match="at least one thread"):
        synthetic.verifier.verify_all(documents, at=synthetic.AT, threads=0)
