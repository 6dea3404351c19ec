package kz.qoltanba

import com.fasterxml.jackson.databind.ObjectMapper
import com.fasterxml.jackson.databind.node.ObjectNode
import kz.qoltanba.NationalSet.AT
import kz.qoltanba.NationalSet.person
import kz.qoltanba.ffi.libraryVersion
import kz.qoltanba.ffi.vocabulary
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.ByteArrayInputStream
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.ObjectInputStream
import java.io.ObjectOutputStream
import java.time.Instant
import java.util.jar.JarFile

/** A report is a value with three verdicts; it hides personal data until asked. */
class ReportTest {
    private val refused by lazy {
        NationalSet.verifier.checkCertificate(person("revoked").bytes, AT, Expected.iin("123456789012"))
    }

    @Test
    fun `the refusal has three languages`() {
        val refusal = checkNotNull(refused.refusal)
        assertEquals("signature-not-confirmed", refusal.code)
        // The words of the decrees, by their beginnings.
        assertTrue(refusal.text(Language.RUSSIAN).startsWith("Отказ в запрашиваемой услуге в связи с неподтверждением"))
        assertTrue(refusal.text(Language.KAZAKH).startsWith("Мемлекеттік қызметті алушының ЭЦҚ шынайылығының"))
        assertTrue("was not confirmed" in refusal.text(Language.ENGLISH))
    }

    @Test
    fun `a confirmed report has no refusal`() {
        val entry = person("valid")
        val report = NationalSet.verifier.checkCertificate(entry.bytes, AT, Expected.iin(checkNotNull(entry.iin)))
        assertEquals(Decision.CONFIRMED, report.decision)
        assertNull(report.refusal)
        assertEquals("Report(confirmed)", report.toString())
        assertEquals(JudgedAt(AT, "given"), report.moment)
    }

    @Test
    fun `no text form holds personal data`() {
        val signer = refused.signers.single()
        val certificate = checkNotNull(signer.certificate)
        val shown = listOf(refused, signer, certificate, certificate.subject, refused.checks, refused.refusal).joinToString()
        assertFalse("123456789" in shown || "ТЕСТ" in shown, shown)
        assertEquals("Report(refused: iin-mismatch, revoked)", refused.toString())
        assertEquals("123456789011", certificate.subject.iin)
    }

    @Test
    fun `our reader of JSON agrees with another one`() {
        val texts = NationalSet.entries.map { NationalSet.verifier.checkCertificate(it.bytes, AT).toJson() } +
            """{"a":[],"b":{},"c":[1,-2.5,true,false,null],"d":"\"\\\/\b\f\n\r\tҚ\u049b ","":" "}"""
        for (text in texts) {
            assertEquals(ObjectMapper().readValue(text, Any::class.java).toString(), Json.read(text).toString())
        }
        for (text in listOf("", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "\"", "\"\\", "\"\\u12", "tru", "1 2", "[".repeat(99), "-")) {
            assertThrows(IllegalArgumentException::class.java, { Json.read(text) }, text)
        }
    }

    @Test
    fun `reports are values`() {
        assertEquals(refused, Report.fromJson(refused.toJson()))
        assertEquals(refused.hashCode(), Report.fromJson(refused.toJson()).hashCode())
        val bytes = ByteArrayOutputStream().also { ObjectOutputStream(it).writeObject(refused) }.toByteArray()
        val again = ObjectInputStream(ByteArrayInputStream(bytes)).readObject() as Report
        assertEquals(refused.signers, again.signers)
    }

    @Test
    fun `a kept report has the verdict of its checks`() {
        val report = Synthetic.verifier.verify(Synthetic.bytes("signed/cms/revoked.cms"), Synthetic.AT)
        assertEquals(Decision.REFUSED, report.decision)
        val text = report.toJson()
        val tree = ObjectMapper().readTree(text) as ObjectNode
        val refusal = Regex(""""refusal":\{.*?}},""")
        val decision = "\"decision\":\"refused\""
        val confirmed = text.replaceFirst(decision, "\"decision\":\"confirmed\"")
        for (forged in listOf(
            confirmed,
            confirmed.replaceFirst(refusal, "\"refusal\":null,"),
            "${tree.deepCopy().put("decision", "confirmed").apply { putArray("checks") }.apply { putArray("signers") }}",
            "${tree.deepCopy().apply { putArray("signers") }}",
            text.replaceFirst("report/1", "report/2"),
            """{"schema":"qoltanba.report/1","decision":"confirmed"}""",
            """{"schema":"qoltanba.report/1","decision":"refused"}""",
            // Readers of JSON differ in which of the two they take.
            text.replaceFirst(decision, "$decision,\"decision\":\"confirmed\""),
            text.replaceFirst(decision, "\"decision\":\"confirmed\",$decision"),
            text.dropLast(1),
            "{}",
            "[]",
            "",
        )) {
            assertNotEquals(text, forged)
            val error = assertThrows(InputException::class.java, { Report.fromJson(forged) }, forged)
            assertEquals(ErrorKind.MALFORMED, error.kind)
        }
        // What follows from the checks is not taken from the text, and its form does not matter.
        for (same in listOf(text.replaceFirst(refusal, "\"refusal\":null,"), tree.put("later", 1).toPrettyString())) {
            assertNotEquals(text, same)
            val again = Report.fromJson(same)
            assertEquals(report to report.signers, again to again.signers)
            assertEquals(report.refusal, again.refusal)
        }
    }

    @Test
    fun `moments outside of four digits are read`() {
        val far = Instant.ofEpochSecond(1_000_000_000_000)
        val report = NationalSet.verifier.checkCertificate(person("valid").bytes, far)
        assertEquals(far, report.moment.at)
        assertEquals(Reason.EXPIRED, report.find(Check.VALIDITY_PERIOD)?.reason)
    }

    @Test
    fun `the enumerations hold the library's words`() {
        val words = vocabulary().groupBy({ it.kind }, { it.word })
        assertEquals(Decision.entries.map { it.word }, words["decision"])
        assertEquals(Outcome.entries.map { it.word }, words["outcome"])
        assertEquals(Check.entries.map { it.word }, words["check"])
        assertEquals(Reason.entries.map { it.word }, words["reason"])
        assertEquals(Outcome.UNDETERMINED, Reason.NO_EVIDENCE.outcome)
        assertEquals("срок действия истёк", Reason.EXPIRED.text(Language.RUSSIAN))
    }

    @Test
    fun `crate and jar have one version`() {
        assertEquals(System.getProperty("qoltanba.version"), libraryVersion())
        // What is tested is the jar, not a folder of classes.
        val jar = JarFile(File(Report::class.java.protectionDomain.codeSource.location.toURI()))
        assertEquals(libraryVersion(), jar.use { it.manifest.mainAttributes.getValue("Implementation-Version") })
        assertEquals("qoltanba-${libraryVersion()}.jar", File(jar.name).name)
    }
}
