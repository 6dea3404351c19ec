package kz.qoltanba

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.security.KeyFactory
import java.security.PrivateKey
import java.security.Signature
import java.security.spec.MGF1ParameterSpec
import java.security.spec.PKCS8EncodedKeySpec
import java.security.spec.PSSParameterSpec
import java.util.Base64
import java.util.concurrent.Callable
import java.util.concurrent.Executors

/** Keys that are kept elsewhere: what they sign is confirmed, and nothing else is given out. */
class ExternalKeyTest {
    private val at = Synthetic.AT
    private val verifier = Synthetic.verifier
    private val content = "Өтініш: сынақ құжаты".repeat(100).toByteArray()
    private val xml = "<өтініш><мәтін>сынақ</мәтін></өтініш>".toByteArray()
    private val soap =
        """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body><r/></s:Body></s:Envelope>""".toByteArray()

    private fun confirmed(document: ByteArray) = assertEquals(Decision.CONFIRMED, verifier.verify(document, at).decision)

    private fun kind(make: () -> Any) = assertThrows(InputException::class.java) { make() }

    /** Stands for a service that holds the key. It is asked on the thread that signs, and uses the library there. */
    private fun service(held: Signer, asked: MutableList<SignatureAlgorithm> = mutableListOf()) = ExternalKey { algorithm, message ->
        asked += algorithm
        held.signRaw(message)
    }

    @Test
    fun `every form is signed`() {
        val algorithms = mapOf(
            "rsa-individual-sign" to SignatureAlgorithm.RSA_PKCS1_SHA256,
            "gost2015-individual" to SignatureAlgorithm.GOST34310_2015_512,
            "gost2015-256-individual" to SignatureAlgorithm.GOST34310_2015_256,
            "gost2004-head" to SignatureAlgorithm.GOST34310_2004,
        )
        for ((name, algorithm) in algorithms) {
            val held = Synthetic.signer(name)
            val asked = mutableListOf<SignatureAlgorithm>()
            Signer.external(held.certificate, service(held, asked)).use { signer ->
                assertArrayEquals(held.certificate, signer.certificate)
                assertEquals(algorithm.digest, signer.digestAlgorithm)
                val made = mutableListOf(signer.signCms(content, at), signer.signXml(xml), signer.signWss(soap))
                made += listOf(signer.signXades(xml, at), signer.addToCms(held.signCms(content)))
                // JWS has no name for the algorithm of 256 bits.
                if (algorithm != SignatureAlgorithm.GOST34310_2015_256) made += signer.signJws(content).toByteArray()
                made.forEach(::confirmed)
                val detached = signer.signDetachedCms(content)
                assertEquals(Decision.CONFIRMED, verifier.verifyDetached(detached, content, at).decision)
                val digest = Hasher(signer.digestAlgorithm).use { it.update(content).run { it.finish() } }
                assertEquals(Decision.CONFIRMED, verifier.verifyDetached(signer.signCmsDigest(digest), content, at).decision)
                assertEquals(setOf(algorithm) to made.size + 2, asked.toSet() to asked.size)
            }
        }
    }

    /** The key of a PEM file, in the hands of the JDK. */
    private fun jdkKey(name: String): PrivateKey {
        val text = String(Synthetic.key(name)).lines().filterNot { it.startsWith("-----") }.joinToString("")
        return KeyFactory.getInstance("RSA").generatePrivate(PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)))
    }

    @Test
    fun `another program signs`() {
        val key = jdkKey("rsa-individual-sign.pem")
        val external = ExternalKey { algorithm, message ->
            val signature = when (algorithm) {
                SignatureAlgorithm.RSA_PKCS1_SHA256 -> Signature.getInstance("SHA256withRSA")
                SignatureAlgorithm.RSA_PSS_SHA256 -> Signature.getInstance("RSASSA-PSS").apply {
                    setParameter(PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1))
                }
                else -> throw UnsupportedOperationException("$algorithm")
            }
            signature.initSign(key)
            signature.update(message)
            signature.sign()
        }
        val signer = Signer.external(Synthetic.signer("rsa-individual-sign").certificate, external)
        for (padding in RsaPadding.entries) {
            val message = signer.withPadding(padding).signCms(content)
            confirmed(message)
            val described = (Inspection.of(message)["signers"] as List<*>).single() as Map<*, *>
            assertEquals(padding == RsaPadding.PSS, described["signature_algorithm"] == "1.2.840.113549.1.1.10")
        }
    }

    @Test
    fun `what the key throws is the cause`() {
        val certificate = Synthetic.signer("gost2015-individual").certificate
        val failure = IllegalStateException("PIN 12345678 is wrong")
        val signer = Signer.external(certificate) { _, _ -> throw failure }
        for (call in listOf<() -> Any>(
            { signer.signCms(content) },
            { signer.signXml(xml) },
            { signer.signWss(soap) },
            { signer.signJws(content) },
            { signer.signRaw(content) },
        )) {
            val failed = kind(call)
            assertEquals(ErrorKind.EXTERNAL to "external key: the key signs", failed.kind to failed.message)
            assertSame(failure, failed.cause)
        }
        // Another exception later has nothing of it.
        val other = kind { signer.signXml("<a".toByteArray()) }
        assertEquals(ErrorKind.MALFORMED, other.kind)
        assertNull(other.cause)
        // An error of the machine stays one.
        assertThrows(StackOverflowError::class.java) {
            Signer.external(certificate) { _, _ -> throw StackOverflowError() }.signRaw(content)
        }
    }

    @Test
    fun `a signature that does not fit is not given out`() {
        val held = Synthetic.signer("gost2015-individual")
        val other = Synthetic.signer("gost2004-head")
        val fit = held.signRaw(content)
        val wrong = listOf(
            ExternalKey { _, _ -> ByteArray(0) },
            ExternalKey { _, _ -> ByteArray(128) },
            // Of another message.
            ExternalKey { _, _ -> fit },
            ExternalKey { _, message -> held.signRaw(message).reversedArray() },
            ExternalKey { _, message -> held.signRaw(message) + 0 },
            ExternalKey { _, message -> other.signRaw(message) },
        )
        for (key in wrong) {
            val refused = kind { Signer.external(held.certificate, key).signCms("document".toByteArray()) }
            assertEquals(ErrorKind.KEY, refused.kind)
            assertTrue("verifies under the certificate" in refused.detail)
        }
        assertEquals(ErrorKind.MALFORMED, kind { Signer.external(ByteArray(3), wrong[0]) }.kind)
    }

    @Test
    fun `it is checked and stamps like any other`() {
        val held = Synthetic.signer("gost2015-individual")
        val signer = Signer.external(held.certificate, service(held))
        val checked = signer.checked(verifier, at, Expected.iin(Synthetic.IIN))
        assertTrue(checked is CheckedSigner.Allowed && checked.signer === signer && checked.report.decision == Decision.CONFIRMED)
        val revoked = Synthetic.signer("gost2015-individual-revoked")
        assertTrue(Signer.external(revoked.certificate, service(revoked)).checked(verifier, at) is CheckedSigner.Refused)
        val tsa = Signer.ofKey(Synthetic.key("tsa-rsa.pem"), Synthetic.bytes("tsa/rsa.cer"))
        val request = TimestampRequest(content)
        val answer = Signer.external(tsa.certificate, service(tsa)).issueTimestamp(request.der, "1.2.398.3.3.2.6.4", 1, at)
        assertTrue(request.read(answer) is TimestampAnswer.Granted)
    }

    /** The library lends the memory of a thread to a call; what the key calls on that thread must not write into it. */
    @Test
    fun `a key may ask the library`() {
        val held = Synthetic.signer("gost2015-individual")
        val key = ExternalKey { _, message ->
            val noise = ByteArray(15_000) { 'x'.code.toByte() }
            verifier.verifyDetached(held.signDetachedCms(noise), noise, at)
            Signer.external(held.certificate, service(held)).signRaw(message)
        }
        val signer = Signer.external(held.certificate, key)
        val document = "<a>${"б".repeat(5_000)}</a>".toByteArray()
        val signed = signer.signXml(document)
        confirmed(signed)
        assertTrue(String(signed).startsWith(String(document).dropLast(4)))
        assertArrayEquals(content, verifier.verifyContent(signer.signCms(content), at).content)
    }

    @Test
    fun `threads share it`() {
        val held = Synthetic.signer("gost2015-individual")
        val signer = Signer.external(held.certificate) { _, message ->
            require(message.size % 2 == 0) { "${message.size}" }
            held.signRaw(message)
        }
        val pool = Executors.newFixedThreadPool(4)
        val outcomes = pool.invokeAll(
            (0 until 60).map { length ->
                Callable {
                    try {
                        signer.signRaw(ByteArray(length))
                        length % 2 == 0
                    } catch (error: InputException) {
                        error.cause?.message == "$length"
                    }
                }
            },
        )
        pool.shutdown()
        assertTrue(outcomes.all { it.get() })
    }
}
