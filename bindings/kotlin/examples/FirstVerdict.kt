package kz.qoltanba.examples

import kz.qoltanba.Evidence
import kz.qoltanba.Expected
import kz.qoltanba.Report
import kz.qoltanba.TrustStore
import kz.qoltanba.Verifier
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant

/** The first verdict, as the README has it. */
fun firstVerdict(folder: Path): Report {
    val trust = TrustStore.of(listOf(folder.resolve("anchors")), listOf(folder.resolve("intermediates")))
    val verifier = Verifier(trust, Evidence.of(listOf(folder.resolve("crls"))))
    val certificate = Files.readAllBytes(folder.resolve("citizen.cer"))
    return verifier.checkCertificate(certificate, Instant.parse("2024-01-01T00:00:00Z"), Expected.iin("123456789011"))
}
