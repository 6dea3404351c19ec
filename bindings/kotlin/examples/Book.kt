package kz.qoltanba.examples

import kz.qoltanba.Check
import kz.qoltanba.Decision
import kz.qoltanba.Evidence
import kz.qoltanba.Expected
import kz.qoltanba.ExternalKey
import kz.qoltanba.Language
import kz.qoltanba.Report
import kz.qoltanba.Signer
import kz.qoltanba.TrustStore
import kz.qoltanba.Verifier
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant

// The Kotlin of the book, between the marks ANCHOR and ANCHOR_END. BookTest runs it.

// ANCHOR: verifier
fun verifier(pki: Path): Verifier {
    val trust = TrustStore.of(listOf(pki.resolve("ca/root-gost2015.cer")), listOf(pki.resolve("ca/nca-gost2015.cer")))
    val lists = listOf(pki.resolve("crl/nca-gost2015.crl"), pki.resolve("crl/nca-gost2015-delta.crl"))
    return Verifier(trust, Evidence.of(lists))
}
// ANCHOR_END: verifier

// ANCHOR: check
fun check(verifier: Verifier, certificate: ByteArray, iin: String, at: Instant): Report =
    verifier.checkCertificate(certificate, at, Expected.iin(iin))
// ANCHOR_END: check

// ANCHOR: verdict
fun answer(report: Report, language: Language): String = when (report.decision) {
    Decision.CONFIRMED -> "go on to the signature"
    Decision.REFUSED -> report.refusal!!.text(language)
    Decision.UNDETERMINED -> "try again later: ${report.find(Check.REVOCATION)?.reason}"
}
// ANCHOR_END: verdict

// ANCHOR: verify
fun content(verifier: Verifier, signed: ByteArray, iin: String, at: Instant): ByteArray? =
    verifier.verifyContent(signed, at, Expected.iin(iin)).content
// ANCHOR_END: verify

// ANCHOR: sign
fun sign(key: Path, password: String, result: ByteArray, at: Instant): ByteArray =
    Signer(Files.readAllBytes(key), password).use { signer -> signer.signCms(result, signingTime = at) }
// ANCHOR_END: sign

// ANCHOR: external
fun signElsewhere(service: ExternalKey, certificate: ByteArray, result: ByteArray, at: Instant): ByteArray =
    Signer.external(certificate, service).use { signer -> signer.signCms(result, signingTime = at) }
// ANCHOR_END: external

// ANCHOR: batch
/** The places of the documents that are not confirmed; the report of one is made when it is asked for. */
fun notConfirmed(verifier: Verifier, documents: List<ByteArray>, at: Instant): Map<Int, Report> {
    val batch = verifier.verifyAll(documents, at)
    return batch.indices.filter { batch[it] != Decision.CONFIRMED && batch[it] != null }.associateWith { batch.report(it) }
}
// ANCHOR_END: batch
