package kz.qoltanba

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.time.Instant
import java.time.LocalDate
import java.time.OffsetDateTime

/** The documents of the decrees: written, signed, opened, refused, printed. */
class ElectronicDocumentsTest {
    private val service = "kokpekty-2012-unemployed-certificate"
    private val at = Instant.parse("2026-07-01T04:00:00Z")
    private val file = "мазмұны".toByteArray()
    private val request = ServiceRequest(
        service,
        Channel.PORTAL,
        Applicant(Iin(Synthetic.IIN), "Сынақ Үлгі"),
        "application",
        listOf(
            Field("addressee-name", "Жұмыспен қамту бөлімі"),
            Field("applicant-name", "Сынақ Үлгі"),
            Field("applicant-address", "Үлгі ауылы <1> & \"2\"\n\u2028"),
            Field("period-from", "2026-01-01"),
        ),
        at,
        Representative(Iin("990101200027"), "Өкіл Үлгі", PowerOfAttorney("12", LocalDate.of(2026, 6, 1), "Нотариус")),
        Paper.PRESENT,
        listOf(Attachment.of("identity-card", "application/pdf", file, Digest.STREEBOG256)),
        Registration("1/26", LocalDate.of(2026, 7, 1)),
    )
    private val result = ServiceResult(
        service,
        ResultKind.UNEMPLOYED_CERTIFICATE,
        LocalDate.of(2026, 7, 1),
        Addressee("Сынақ <b>Үлгі</b>", Iin(Synthetic.IIN)),
        listOf(Field("holder-name", "Сынақ Үлгі")),
        "000001",
        Validity(LocalDate.of(2026, 7, 1), LocalDate.of(2026, 12, 31)),
        "1/26",
        Equivalence.STATED,
        BarcodeStatement("Бөлім", "Облыс"),
    )
    private val refusal = RefusalDocument(
        service,
        Channel.CENTRE,
        "centre.p4",
        Actor.PROVIDER,
        RefusalCode.DATA_UNOBTAINABLE,
        at,
        listOf(RefusalText(Language.RUSSIAN, Origin.DECREE, "отказ"), RefusalText(Language.KAZAKH, Origin.LIBRARY, "бас тарту")),
        Actor.CONSUMER,
        "7",
        Addressee("Үлгі", Bin("990140000019")),
        listOf("person-absent"),
        "себебі",
    )
    private val notification =
        Notification(service, NotificationKind.ACCEPTANCE_REPORT, at, Language.KAZAKH, "Қабылданды", "1/26", "registered", at)
    private val questionnaire = Questionnaire(service, at, Satisfaction.SATISFIED, Satisfaction.PARTLY_SATISFIED)
    private val documents = listOf(request, result, refusal, notification, questionnaire)

    @Test
    fun `every document is written, signed and opened`() {
        val signer = Synthetic.signer("gost2015-individual")
        for (document in documents) {
            val xml = document.toXml()
            assertEquals(UnverifiedDocument(document, 0), Document.readUnverified(xml))
            for (signed in listOf(signer.signXml(xml), signer.signCms(xml))) {
                val opened = Synthetic.verifier.openDocument(signed, Synthetic.AT, Expected.iin(Synthetic.IIN))
                assertEquals(Decision.CONFIRMED, opened.report.decision)
                assertEquals(document, opened.document)
            }
            assertEquals(1, Document.readUnverified(signer.signXml(xml)).signatures)
            assertFalse("Үлгі" in document.toString() || Synthetic.IIN in document.toString())
        }
        assertTrue("urn:qoltanba:document:1" in Document.schema())
    }

    @Test
    fun `what is not confirmed is not handed out`() {
        val signed = Synthetic.signer("gost2015-individual").signXml(request.toXml())
        val forged = signed.decodeToString().replace("Үлгі ауылы", "Басқа ауыл").toByteArray()
        assertNull(Synthetic.verifier.openDocument(forged, Synthetic.AT).document)
        val other = Synthetic.verifier.openDocument(signed, Synthetic.AT, Expected.iin("990101200027"))
        assertEquals(Decision.REFUSED, other.report.decision)
        assertNull(other.document)
        assertNull(Synthetic.verifier.openDocument(request.toXml(), Synthetic.AT).document)
        val content = Synthetic.bytes("signed/cms/gost2015.cms")
        assertThrows(InputException::class.java) { Synthetic.verifier.openDocument(content, Synthetic.AT) }
    }

    @Test
    fun `an attachment is covered by its digest`() {
        request.checkAttachments(mapOf("identity-card" to file))
        assertTrue(request.attachments[0].isFile(file))
        assertFalse(request.attachments[0].isFile(file + 1))
        fun kind(files: Map<String, ByteArray>) =
            assertThrows(InputException::class.java) { request.checkAttachments(files) }.kind
        assertEquals(ErrorKind.ITEM, kind(emptyMap()))
        assertEquals(ErrorKind.ITEM, kind(mapOf("identity-card" to ByteArray(0))))
        assertEquals(ErrorKind.INVALID_ARGUMENT, kind(mapOf("identity-card" to file, "other" to file)))
        assertThrows(InputException::class.java) { Attachment.of("a", "application/pdf", file, Digest.SHA1) }
    }

    @Test
    fun `a form names every violation, and a caller adds one`() {
        val forms = Forms()
        assertEquals(emptyList<FieldViolation>(), forms.violations(request))
        val fields = listOf(Field("period-from", "ертең"), Field("shoe-size", "43"))
        val found = forms.violations(service, "application", fields).associate { it.field to it.rule }
        assertEquals("a date is written 2024-03-08", found["period-from"])
        assertEquals("the form has no such field", found["shoe-size"])
        assertTrue("applicant-name" in found)
        val form = forms.form(service, "application")
        assertEquals(FormRole.APPLICATION to listOf(Language.RUSSIAN), form.role to form.languages)
        assertTrue(form.fields.any { it.key == "period-from" && it.type == ValueType.DATE && it.labels.isNotEmpty() })
        val own = """{"schema": "qoltanba.form/1", "form": [{"service": "s", "id": "f", "role": "application",
            "languages": ["kk"], "src": [], "field": [{"key": "e-mail", "type": "email", "need": "mandatory"}]}]}"""
        val more = forms.adding(own)
        assertTrue("s" to "f" in more.ids && "s" to "f" !in forms.ids)
        assertEquals(listOf("e-mail"), more.violations("s", "f", emptyList()).map { it.field })
        assertThrows(InputException::class.java) { more.adding(own) }
        assertThrows(InputException::class.java) { forms.form("s", "f") }
    }

    @Test
    fun `a result is printed on one page`() {
        val parts = Barcodes.encode(result.toXml(), "12345678901234", OffsetDateTime.parse("2026-07-01T09:00:00+05:00"))
        val page = Forms().printResult(result, parts)
        assertTrue(page.startsWith("<!DOCTYPE html>") && "<script" !in page && "&lt;b&gt;Үлгі" in page)
        assertEquals(parts.size, page.split("<svg").size - 1)
        val said = Document.statements(BarcodeStatement("Бөлім", "Облыс"))
        assertTrue(said.getValue("equivalence").getValue(Language.RUSSIAN) in page)
        assertTrue("Бөлім (Облыс)" in said.getValue("barcode").getValue(Language.KAZAKH))
    }

    @Test
    fun `a text that XML cannot carry is refused without being repeated`() {
        val bad = Questionnaire("құпия\u0000", at, Satisfaction.SATISFIED, Satisfaction.SATISFIED)
        val error = assertThrows(InputException::class.java) { bad.toXml() }
        assertFalse("құпия" in error.toString())
        assertThrows(InputException::class.java) { Document.readUnverified("<a/>".toByteArray()) }
    }
}
