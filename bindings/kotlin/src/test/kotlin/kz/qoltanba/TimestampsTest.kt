package kz.qoltanba

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.security.MessageDigest
import java.time.Instant

/** Signatures with timestamps and evidence, signers that are checked first, contents that are hashed elsewhere. */
class TimestampsTest {
    private val at = Synthetic.AT
    private val before = at.minusSeconds(86_400)
    private val policy = "1.2.398.3.3.2.6.4"
    private val content = "content".repeat(1000).toByteArray()
    private val authority = Signer.ofKey(Synthetic.key("tsa-rsa.pem"), Synthetic.bytes("tsa/rsa.cer"))
    private val signer = Synthetic.signer("gost2015-individual")
    private val verifier = Synthetic.verifier

    private fun stamp(request: TimestampRequest, moment: Instant = before): ByteArray {
        val answer = request.read(authority.issueTimestamp(request.der, policy, 1, moment))
        return (answer as TimestampAnswer.Granted).token
    }

    @Test
    fun `a signature is stamped`() {
        for (signed in listOf(signer.signCms(content), signer.signXades("<a/>".toByteArray(), before))) {
            val stamped = signer.addTimestamp(signed, stamp(signer.timestampRequest(signed)))
            val report = verifier.verify(stamped, at)
            assertEquals(Decision.CONFIRMED, report.decision)
            val one = report.signers.single()
            assertEquals("T" to "T", one.levelClaimed to one.levelReached)
            assertEquals(JudgedAt(before, "timestamp"), one.moment)
        }
    }

    @Test
    fun `an answer belongs to its request`() {
        val request = TimestampRequest("octets".toByteArray(), nonce = 7)
        val answer = authority.issueTimestamp(request.der, policy, 2, at)
        for (other in listOf(TimestampRequest(ByteArray(1), nonce = 7), TimestampRequest("octets".toByteArray(), nonce = 8))) {
            assertThrows(InputException::class.java) { other.read(answer) }
        }
        val asked = TimestampRequest(ByteArray(1), policy = "1.2.3")
        val refused = asked.read(authority.issueTimestamp(asked.der, policy, 3, at))
        assertEquals(TimestampAnswer.Rejected(2, 15), refused)
        assertThrows(InputException::class.java) { TimestampRequest(ByteArray(1), policy = "none") }
        assertThrows(InputException::class.java) { signer.addTimestamp(signer.signCms(content), stamp(request)) }
    }

    @Test
    fun `a signature is made to last`() {
        val authorities = listOf("ca/nca-gost2015.cer", "ca/nca-rsa.cer").map(Synthetic::bytes)
        val lists = listOf("nca-gost2015", "nca-rsa").map { Synthetic.bytes("crl/$it.crl") }
        for (apart in listOf(null, content)) {
            val signed = if (apart == null) signer.signCms(content) else signer.signDetachedCms(content)
            val stamped = signer.addTimestamp(signed, stamp(signer.timestampRequest(signed)))
            val lasting = Timestamps.addEvidence(stamped, authorities, lists)
            val token = stamp(TimestampRequest(Timestamps.octetsToArchive(lasting, apart)))
            val archived = Timestamps.addArchive(lasting, token, apart)
            for ((message, level) in listOf(lasting to "LT", archived to "LTA")) {
                val report = if (apart == null) verifier.verify(message, at) else verifier.verifyDetached(message, apart, at)
                assertEquals(Decision.CONFIRMED to level, report.decision to report.signers.single().levelReached)
            }
            val foreign = stamp(TimestampRequest(ByteArray(1)))
            assertThrows(InputException::class.java) { Timestamps.addArchive(lasting, foreign, apart) }
        }
    }

    @Test
    fun `a signer is checked before it signs`() {
        val good = signer.checked(verifier, at, Expected.iin(Synthetic.IIN))
        assertTrue(good is CheckedSigner.Allowed && good.report.decision == Decision.CONFIRMED)
        val revoked = Synthetic.signer("gost2015-individual-revoked")
        val stopped = revoked.checked(verifier, at)
        assertTrue(stopped is CheckedSigner.Refused)
        assertEquals(Reason.REVOKED, stopped.report.find(Check.REVOCATION)?.reason)
        assertTrue(revoked.checked(verifier, at, onRefusal = OnRefusal.SIGN_ANYWAY) is CheckedSigner.Allowed)
        val open = revoked.checked(Verifier(Synthetic.trust), at)
        assertTrue(open is CheckedSigner.Allowed && open.report.decision == Decision.UNDETERMINED)
    }

    @Test
    fun `keys, paddings and references are chosen`() {
        val rsa = Synthetic.signer("rsa-individual-sign")
        val joined = Signer.ofKey(Synthetic.key("rsa-individual-sign.pem"), rsa.certificate)
        assertEquals(Decision.CONFIRMED, verifier.verify(joined.signCms(content), at).decision)
        assertThrows(InputException::class.java) { Signer.ofKey(Synthetic.key("rsa-head-sign.pem"), rsa.certificate) }
        for (padding in RsaPadding.entries) {
            val message = rsa.withPadding(padding).signCms(content)
            assertEquals(Decision.CONFIRMED, verifier.verify(message, at).decision)
            val described = (Inspection.of(message)["signers"] as List<*>).single() as Map<*, *>
            assertEquals(padding == RsaPadding.PSS, described["signature_algorithm"] == "1.2.840.113549.1.1.10")
        }
        assertThrows(InputException::class.java) { signer.withPadding(RsaPadding.PSS) }
        val sizes = CertificateReference.entries.associateWith { signer.signCms(content, reference = it).size }
        assertEquals(CertificateReference.ABSENT, sizes.minBy { it.value }.key)
    }

    @Test
    fun `a content is hashed piece by piece`() {
        for (key in listOf("rsa-individual-sign", "gost2015-individual", "gost2004-head")) {
            val own = Synthetic.signer(key)
            val hasher = Hasher(own.digestAlgorithm)
            content.asList().chunked(999).forEach { hasher.update(it.toByteArray()) }
            val digest = hasher.finish()
            assertThrows(InputException::class.java) { hasher.finish() }
            if (own.digestAlgorithm == Digest.SHA256) {
                assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(content), digest)
            }
            val signed = own.signCmsDigest(digest)
            assertEquals(Decision.CONFIRMED, verifier.verifyDetached(signed, content, at).decision)
            assertEquals(Decision.CONFIRMED, verifier.verifyDigest(signed, own.digestAlgorithm, digest, at).decision)
            val other = verifier.verifyDigest(signed, own.digestAlgorithm, ByteArray(digest.size), at)
            assertEquals(Reason.DIGEST_MISMATCH, other.find(Check.SIGNATURE)?.reason)
        }
    }
}
