package kz.qoltanba

import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant

/**
 * What a call from the JVM takes: compare with `cargo run --release -p qoltanba-ffi --example core_time`.
 *
 * Run with the test classpath, from the folder of the POM. There are so many runs because the first thousands of them are
 * interpreted, or compiled in haste.
 */
fun main() {
    val pki = Path.of("../../testdata/pki")
    val at = Instant.parse("2026-07-01T00:00:00Z")
    val trust = TrustStore.of(listOf(pki.resolve("ca/root-rsa.cer")), listOf(pki.resolve("ca/nca-rsa.cer")))
    val verifier = Verifier(trust, Evidence.of(listOf(pki.resolve("crl/nca-rsa.crl"))))
    val nobody = Verifier(TrustStore(emptyList()))
    val signer = Signer(Files.readAllBytes(pki.resolve("p12/rsa-individual-sign.p12")), "Ulgi2026")
    val document = signer.signCms(ByteArray(4096))
    val certificate = signer.certificate
    val expected = Expected.iin("990101100010")
    check(verifier.verify(document, at, expected).decision == Decision.CONFIRMED)

    val batch = 1000
    val documents = List(batch) { document }
    val certificates = List(batch) { certificate }
    var one = shortest(20_000) { verifier.verify(document, at, expected).decision }
    var many = shortest(5) { verifier.verifyAll(documents, at, threads = 1) } / batch
    println("document of 4 KiB, one: %.1f µs; of a batch of %d: %.2f µs".format(one, batch, many))
    one = shortest(50_000) { nobody.checkCertificate(certificate, at, expected).decision }
    many = shortest(50) { nobody.checkCertificates(certificates, at, threads = 1) } / batch
    println("certificate of an unknown issuer, one: %.1f µs; of a batch of %d: %.2f µs".format(one, batch, many))
    // Nothing is read of an empty item: what is left is packing, the call, and the answer.
    val empty = List(batch) { ByteArray(0) }
    val border = shortest(1000) { verifier.verifyAll(empty, at, threads = 1) } / batch
    println("an empty item of a batch of %d: %.2f µs".format(batch, border))
    val text = verifier.verify(document, at, expected).toJson()
    val read = shortest(5000) { Report.fromJson(text).signers }
    println("reading the ${text.length} characters of the report: %.1f µs".format(read))
}

/** The shortest of many runs, in microseconds: what stands in the way only ever adds. */
private fun shortest(runs: Int, work: () -> Any?): Double = (1..runs).minOf {
    val start = System.nanoTime()
    work()
    System.nanoTime() - start
} / 1000.0
