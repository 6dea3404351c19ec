package kz.qoltanba

import kz.qoltanba.NationalSet.AT
import kz.qoltanba.NationalSet.person
import kz.qoltanba.NationalSet.verifier
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test
import java.util.concurrent.Executors
import java.util.concurrent.Callable

/** Every certificate of the national test set gets the verdict that its manifest gives. */
class NationalSetTest {
    private fun check(entry: NationalSet.Entry): Report =
        verifier.checkCertificate(entry.bytes, AT, Expected(entry.iin?.let(::Iin), Purpose.ANY))

    @Test
    fun `each has the verdict of the manifest`() {
        val seen = NationalSet.entries.groupingBy { entry ->
            val report = check(entry)
            val expected = when {
                entry.listed -> Decision.REFUSED to Outcome.FAILED
                entry.issuerHasLists -> Decision.CONFIRMED to Outcome.PASSED
                else -> Decision.UNDETERMINED to Outcome.UNDETERMINED
            }
            assertEquals(expected, report.decision to report.find(Check.REVOCATION)?.outcome, entry.file.toString())
            report.decision
        }.eachCount()
        println("${NationalSet.entries.size} certificates: $seen")
        // Counted in the manifest: 24 are listed, one has an issuer without lists.
        assertEquals(mapOf(Decision.CONFIRMED to 27, Decision.REFUSED to 24, Decision.UNDETERMINED to 1), seen)
    }

    @Test
    fun `the report names the holder as the manifest does`() {
        for (entry in NationalSet.entries) {
            val certificate = checkNotNull(check(entry).signers.single().certificate)
            val subject = certificate.subject
            assertEquals(listOf(entry.iin, entry.bin, entry.commonName), listOf(subject.iin, subject.bin, subject.commonName))
            assertEquals(listOf(entry.serial, entry.sha256), listOf(certificate.serial, certificate.sha256))
            assertEquals(listOf(entry.notBefore, entry.notAfter), listOf(certificate.notBefore, certificate.notAfter))
            assertEquals(entry.policies, certificate.policies)
        }
    }

    @Test
    fun `another IIN is refused`() {
        val report = verifier.checkCertificate(person("valid").bytes, AT, Expected.iin("123456789012"))
        assertEquals(Decision.REFUSED, report.decision)
        assertEquals(Reason.IIN_MISMATCH, report.find(Check.IDENTITY_MATCH)?.reason)
        assertEquals(Outcome.PASSED, report.find(Check.REVOCATION)?.outcome)
    }

    @Test
    fun `a BIN is compared`() {
        val entry = NationalSet.entries.first { it.bin != null && it.status == "valid" }
        fun reason(bytes: ByteArray, bin: String) =
            verifier.checkCertificate(bytes, AT, Expected(Bin(bin), Purpose.ANY)).find(Check.IDENTITY_MATCH)?.reason
        assertNull(reason(entry.bytes, checkNotNull(entry.bin)))
        assertEquals(Reason.BIN_MISMATCH, reason(entry.bytes, "940140000385"))
        assertEquals(Reason.BIN_MISSING, reason(person("valid").bytes, "940140000385"))
    }

    @Test
    fun `without lists it is undetermined`() {
        Verifier(NationalSet.trust).use {
            val report = it.checkCertificate(person("valid").bytes, AT)
            assertEquals(Decision.UNDETERMINED, report.decision)
            assertEquals(Reason.NO_EVIDENCE, report.find(Check.REVOCATION)?.reason)
        }
    }

    @Test
    fun `without revocation it is never confirmed`() {
        Verifier(NationalSet.trust, NationalSet.evidence, Revocation.OFF).use {
            assertEquals(Decision.UNDETERMINED, it.checkCertificate(person("valid").bytes, AT).decision)
        }
    }

    @Test
    fun `the validity period ends to the second`() {
        val entry = person("valid")
        fun reasonAt(at: java.time.Instant) =
            verifier.checkCertificate(entry.bytes, at).find(Check.VALIDITY_PERIOD)?.reason
        assertEquals(Reason.NOT_YET_VALID, reasonAt(entry.notBefore.minusNanos(1)))
        assertNull(reasonAt(entry.notBefore))
        assertNull(reasonAt(entry.notAfter))
        assertEquals(Reason.EXPIRED, reasonAt(entry.notAfter.plusSeconds(1)))
    }

    @Test
    fun `a batch has the same verdicts`() {
        val entries = NationalSet.entries
        val certificates = entries.map { it.bytes }.toMutableList().also { it.add(3, "no certificate".toByteArray()) }
        val numbers = entries.map { entry -> entry.iin?.let(::Iin) }.toMutableList().also { it.add(3, null) }
        val batch = verifier.checkCertificates(certificates, AT, numbers, Purpose.ANY)
        assertEquals(entries.map { check(it).decision }, batch.filterNotNull())
        assertEquals(null to 3.toByte(), batch[3] to batch.codes[3])
        assertEquals(check(entries[3]), batch.report(4))
        assertThrows(InputException::class.java) { batch.report(3) }
        assertThrows(IndexOutOfBoundsException::class.java) { batch.report(certificates.size) }
    }

    @Test
    fun `threads share a verifier`() {
        val entries = NationalSet.entries + NationalSet.entries
        val alone = entries.map(::check)
        val pool = Executors.newFixedThreadPool(8)
        try {
            assertEquals(alone, pool.invokeAll(entries.map { Callable { check(it) } }).map { it.get() })
        } finally {
            pool.shutdown()
        }
    }
}
