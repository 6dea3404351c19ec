package kz.qoltanba

import kz.qoltanba.examples.answer
import kz.qoltanba.examples.check
import kz.qoltanba.examples.content
import kz.qoltanba.examples.notConfirmed
import kz.qoltanba.examples.sign
import kz.qoltanba.examples.signElsewhere
import kz.qoltanba.examples.verifier
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import kotlin.io.path.extension
import kotlin.io.path.readText

/** The Kotlin of the book (`examples/Book.kt`) does what the pages say. */
class BookTest {
    private val pki = Path.of("../../testdata/pki")
    private val at = Instant.parse("2026-07-01T00:00:00Z")
    private val iin = "990101100010"

    private fun file(name: String) = Files.readAllBytes(pki.resolve(name))

    @Test
    fun `a certificate is checked and the verdict is read`() {
        verifier(pki).use { verifier ->
            val person = check(verifier, file("gost2015/individual.cer"), iin, at)
            assertEquals("go on to the signature", answer(person, Language.RUSSIAN))
            val other = check(verifier, file("gost2015/individual.cer"), "990101200027", at)
            assertTrue(answer(other, Language.RUSSIAN).startsWith("Отказ в запрашиваемой услуге"))
            val foreign = check(verifier, file("ecdsa/individual.cer"), iin, at)
            assertTrue(answer(foreign, Language.RUSSIAN).startsWith("try again later"))
        }
    }

    @Test
    fun `the content comes with the verdict`() {
        verifier(pki).use { verifier ->
            assertArrayEquals(file("signed/content.txt"), content(verifier, file("signed/cms/gost2015.cms"), iin, at))
            assertNull(content(verifier, file("signed/forged/content.cms"), iin, at))
        }
    }

    @Test
    fun `what is signed is confirmed`() {
        val result = "нәтиже".toByteArray()
        val signed = sign(pki.resolve("p12/gost2015-individual.p12"), "Ulgi2026", result, at)
        verifier(pki).use { assertArrayEquals(result, content(it, signed, iin, at)) }
    }

    @Test
    fun `a key that stays elsewhere signs`() {
        val held = Synthetic.signer("gost2015-individual")
        val result = "нәтиже".toByteArray()
        val signed = signElsewhere({ _, message -> held.signRaw(message) }, held.certificate, result, at)
        verifier(pki).use { assertArrayEquals(result, content(it, signed, iin, at)) }
    }

    @Test
    fun `a batch names those that are not confirmed`() {
        val documents = listOf("cms/gost2015.cms", "cms/revoked.cms", "forged/content.cms").map { file("signed/$it") }
        verifier(pki).use { verifier ->
            val found = notConfirmed(verifier, documents + "<html>".toByteArray(), at)
            assertEquals(listOf("Report(refused: revoked)", "Report(refused: digest-mismatch)"), found.values.take(2).map { "$it" })
            assertEquals(setOf(1, 2), found.keys)
        }
    }

    /** What a page includes is there; that all of it is run is what the other tests are for. */
    @Test
    fun `every include of the book is in the examples`() {
        val example = Path.of("examples/Book.kt").readText()
        val pages = Files.walk(Path.of("../../core/docs/src")).use { all -> all.filter { it.extension == "md" }.toList() }
        val included = pages.flatMap { Regex("examples/Book\\.kt:(\\w+)").findAll(it.readText()).map { found -> found.groupValues[1] } }
        val anchors = Regex("// ANCHOR: (\\w+)").findAll(example).map { it.groupValues[1] }
        assertEquals(included.toSet(), anchors.toSet())
    }
}
