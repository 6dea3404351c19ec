package kz.qoltanba

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.DynamicTest.dynamicTest
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory
import java.nio.ByteBuffer
import java.nio.file.Files
import java.nio.file.Path

/** Signed documents of the repository's synthetic PKI, and what is signed here. */
class DocumentsTest {
    private val at = Synthetic.AT
    private val verifier = Synthetic.verifier
    private val content = "Өтініш: сынақ құжаты".repeat(100).toByteArray()

    private fun signed(name: String) = Synthetic.bytes("signed/$name")

    private fun signer(name: String, password: String = Synthetic.PASSWORD) = Synthetic.signer(name, password)

    /** The signed messages whose page gives a verdict: the word at the end of the line. */
    private fun verdicts(): List<Pair<String, String>> {
        val page = Files.readString(Path.of("../../testdata/README.md"))
        val table = page.substringAfter("## pki/signed/cms").substringBefore("##")
        return Regex("""^\| `([\w.-]+)` \|.*: ([\w-]+)(?: \([NT]\d+\))? \|$""", RegexOption.MULTILINE)
            .findAll(table).map { it.groupValues[1] to it.groupValues[2] }.toList()
    }

    @TestFactory
    fun `each message has the verdict of its page`(): List<DynamicTest> = verdicts().map { (name, word) ->
        dynamicTest("$name is $word") {
            val message = signed("cms/$name")
            val report = if (name == "detached.cms") {
                verifier.verifyDetached(message, signed("content.txt"), at)
            } else {
                verifier.verify(message, at)
            }
            val reasons = (report.checks + report.signers.flatMap { it.checks }).mapNotNull { it.reason }
            val decision = Decision.entries.find { it.word == word }
            if (decision != null) {
                assertEquals(decision, report.decision)
            } else {
                val reason = reasons.first { it.word == word }
                assertEquals(if (reason.outcome == Outcome.FAILED) Decision.REFUSED else Decision.UNDETERMINED, report.decision)
            }
        }
    }

    @Test
    fun `the page has verdicts`() = assertTrue(verdicts().size >= 15)

    @Test
    fun `the other forms are read`() {
        for ((name, format) in listOf("jws/gost2015.jws" to "jws", "wss/gost2015.xml" to "wss", "xml/gost2015.xml" to "xmldsig")) {
            val report = verifier.verify(signed(name), at, Expected.iin("990101100010"))
            assertEquals(Decision.CONFIRMED to format, report.decision to report.format)
            val direct = ByteBuffer.allocateDirect(100_000).position(5).put(signed(name)).flip().position(5)
            assertEquals(report, verifier.verify(direct, at, Expected.iin("990101100010")))
        }
    }

    @Test
    fun `what is signed is verified`() {
        val soap = """<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body><r/></s:Body></s:Envelope>"""
        for (key in listOf("rsa-individual-sign", "gost2015-individual", "gost2015-256-individual", "gost2004-head")) {
            signer(key).use { signer ->
                val attached = verifier.verifyContent(signer.signCms(content, at), at)
                assertEquals(Decision.CONFIRMED, attached.report.decision)
                assertArrayEquals(content, attached.content)
                val detached = signer.signDetachedCms(content)
                assertEquals(Decision.CONFIRMED, verifier.verifyDetached(detached, content, at).decision)
                val changed = verifier.verifyDetached(detached, content + 1, at)
                assertEquals(Reason.DIGEST_MISMATCH, changed.find(Check.SIGNATURE)?.reason)
                assertThrows(InputException::class.java) { verifier.verify(detached, at) }
                val made = mutableListOf(signer.signXml("<өтініш/>".toByteArray()), signer.signWss(soap.toByteArray()))
                // JWS has names for the 512-bit keys and those of 2004 only.
                if (key == "gost2015-256-individual") {
                    assertThrows(InputException::class.java) { signer.signJws(content) }
                } else {
                    made += signer.signJws(content).toByteArray()
                }
                made.forEach { assertEquals(Decision.CONFIRMED, verifier.verify(it, at).decision) }
                assertEquals(Decision.CONFIRMED, verifier.checkCertificate(signer.certificate, at).decision)
            }
        }
    }

    @Test
    fun `signatures stand side by side`() {
        val first = signer("gost2015-individual")
        val second = signer("gost2004-head")
        assertEquals(2, verifier.verify(second.addToCms(first.signCms(content)), at).signers.size)
        val apart = second.addToDetachedCms(first.signDetachedCms(content), content)
        assertEquals(2, verifier.verifyDetached(apart, content, at).signers.size)
    }

    @Test
    fun `content comes only with a confirmed verdict`() {
        assertNull(verifier.verifyContent(signed("cms/revoked.cms"), at).content)
    }

    @Test
    fun `a batch has the same verdicts`() {
        val documents = verdicts().map { it.first }.filter { it != "detached.cms" }.map { signed("cms/$it") }
        val batch = verifier.verifyAll(documents + "nothing".toByteArray(), at)
        val single = documents.map { verifier.verify(it, at) }
        assertEquals(single.map { it.decision } + null, batch.toList())
        assertEquals(single, documents.indices.map(batch::report))
        assertEquals(single.map { it.reasons.toSet() }, documents.indices.map { batch.reasons(it).toSet() })
    }

    @Test
    fun `a key file needs its password and one key`() {
        fun kind(make: () -> Signer) = assertThrows(InputException::class.java) { make() }.kind
        assertEquals(ErrorKind.WRONG_PASSWORD, kind { signer("gost2015-individual", "Ulgi2027") })
        assertEquals(ErrorKind.KEY, kind { signer("two-keys") })
        assertEquals("Signer(…)", signer("gost2015-individual").toString())
    }
}
