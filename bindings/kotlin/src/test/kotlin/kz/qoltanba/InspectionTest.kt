package kz.qoltanba

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** Every kind of file is told apart and described; nothing is verified. */
class InspectionTest {
    @Test
    fun `every kind is described`() {
        val kinds = mapOf(
            "ca/root-gost2015.cer" to "certificate",
            "crl/nca-gost2015.crl" to "crl",
            "signed/cms/gost2015.cms" to "cms",
            "tsa/gost2015.tst" to "timestamp-token",
            "ocsp/good.ors" to "ocsp-response",
            "signed/xml/gost2015.xml" to "xml",
            "signed/barcode/1.xml" to "barcode",
        )
        kinds.forEach { (name, kind) -> assertEquals(kind, Inspection.of(Synthetic.bytes(name))["kind"]) }
    }

    @Test
    fun `a key file is described without its keys`() {
        val file = Synthetic.bytes("p12/gost2015-individual.p12")
        val key = (Inspection.of(file, Synthetic.PASSWORD)["keys"] as List<*>).single() as Map<*, *>
        assertEquals(setOf("alias", "algorithm", "matches_certificate"), key.keys)
        val wrong = assertThrows(InputException::class.java) { Inspection.of(file, "Ulgi2027") }
        assertEquals(ErrorKind.WRONG_PASSWORD, wrong.kind)
    }

    @Test
    fun `what is nothing is an error`() {
        for (text in listOf("", "hello", "<a>")) {
            assertThrows(InputException::class.java) { Inspection.of(text.toByteArray()) }
        }
    }
}
