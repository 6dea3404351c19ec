package kz.qoltanba

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest
import java.time.OffsetDateTime

/** The barcodes of eGov: a document as parts and pictures, and back. */
class BarcodesTest {
    private val created = OffsetDateTime.parse("2024-01-01T12:00:00+06:00")

    // It does not shrink in a ZIP, so it needs several parts.
    private val document = (0..59).map { MessageDigest.getInstance("SHA-256").digest(byteArrayOf(it.toByte())) }
        .reduce(ByteArray::plus)

    private fun parts(favorId: String = "12345678901234") = Barcodes.encode(document, favorId, created)

    @Test
    fun `a document comes back in any order`() {
        val made = parts()
        assertTrue(made.size > 1 && made.all { it.amount == made.size })
        val decoded = Barcodes.decode(made.reversed())
        assertArrayEquals(document, decoded.document)
        assertEquals(created.toInstant() to "12345678901234", decoded.created to decoded.favorId)
        assertEquals(emptyList<String>(), decoded.notes)
        assertEquals(listOf("part 1 was given more than once"), Barcodes.decode(made + made[0]).notes)
        assertTrue("creationDate>2024-01-01T12:00:00.000+06:00<" in made[0].text)
    }

    @Test
    fun `the pictures are read again`() {
        for (part in parts()) {
            assertEquals(listOf(part), Barcodes.read(part.toPng(6)))
            assertEquals(listOf(part), Barcodes.read(part.text.toByteArray()))
            assertEquals(listOf(part.text), Barcodes.readImage(part.toPng()).texts)
            assertTrue(part.toSvg().startsWith("<svg"))
        }
        assertThrows(InputException::class.java) { parts()[0].toPng(65) }
        assertThrows(InputException::class.java) { parts("1") }
    }

    @Test
    fun `the name of an entry is kept out of logs`() {
        // The name may be the number of a person.
        val symbol = Files.readAllBytes(Path.of("../../tests/data/barcode/person.png"))
        val decoded = Barcodes.decode(Barcodes.read(symbol))
        assertEquals("person.xml", decoded.entryName)
        assertEquals(listOf("the entry of the archive has an unusual name"), decoded.notes)
        assertFalse("person" in decoded.toString())
    }

    @Test
    fun `missing and foreign parts are named`() {
        val good = parts()
        val other = parts("99999999999999")
        val missing = assertThrows(InputException::class.java) { Barcodes.decode(good.drop(1)) }
        assertEquals(ErrorKind.ITEM to "barcode part 1: the part is there", missing.kind to missing.detail)
        val state = Barcodes.inspect(good + good[0] + other[0])
        assertEquals(BarcodeSetState(emptyList(), listOf(1), emptyList(), listOf(good.size + 2)), state)
        assertEquals(listOf(good + good[0], other), Barcodes.group(good + other + good[0]))
    }

    @Test
    fun `a signed document in barcodes is verified`() {
        val read = (1..5).flatMap { Barcodes.read(Synthetic.bytes("signed/barcode/$it.xml")) }
        val report = Synthetic.verifier.verifyBarcode(read, Synthetic.AT)
        assertEquals("barcode" to Decision.CONFIRMED, report.format to report.decision)
        assertEquals(Decision.CONFIRMED, Synthetic.verifier.verify(Barcodes.decode(read).document, Synthetic.AT).decision)
    }
}
