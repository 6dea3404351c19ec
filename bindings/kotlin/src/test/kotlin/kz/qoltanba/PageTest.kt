package kz.qoltanba

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest
import java.util.HexFormat

/** The report as a page, and where the book explains a reason. */
class PageTest {
    private fun report(name: String) = Synthetic.verifier.verify(Synthetic.bytes("signed/$name"), Synthetic.AT)

    @Test
    fun `a report is a page in three languages`() {
        for (name in listOf("cms/gost2015.cms", "cms/revoked.cms", "cms/foreign.cms")) {
            val file = Synthetic.bytes("signed/$name")
            val sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file))
            val report = report(name)
            val pages = Language.entries.associateWith { report.toHtml(it, "қолтаңба <1>.cms", file) }
            for ((language, page) in pages) {
                assertTrue(page.startsWith("<!DOCTYPE html>\n<html lang=\"${language.code}\">"))
                val articles = Regex("""<article lang="(..)" data-decision="([a-z]+)">""").findAll(page)
                val expected = Language.entries.map { it.code to report.decision.word }
                assertEquals(expected, articles.map { it.groupValues[1] to it.groupValues[2] }.toList())
                assertEquals(1, page.split(" checked>").size - 1)
                assertTrue("value=\"${language.code}\" checked>" in page)
                assertTrue(sha256 in page && "қолтаңба &lt;1&gt;.cms" in page && "<script" !in page)
                assertTrue(report.signers.all { checkNotNull(it.certificate?.subject?.commonName) in page })
                val text = page.replace("&#39;", "'")
                assertTrue(report.refusal?.texts.orEmpty().values.all { it in text })
            }
            assertEquals(1, pages.values.map { it.substringAfter("<main>") }.toSet().size)
            assertFalse(sha256 in report.toHtml())
        }
    }

    @Test
    fun `the schema comes with the library`() =
        assertEquals(Files.readString(Path.of("../../core/src/check/report.schema.json")), Report.schema())

    @Test
    fun `a kept report has the same page`() {
        val report = report("stamped/by-rsa.cms")
        assertEquals(report.toHtml(Language.RUSSIAN), Report.fromJson(report.toJson()).toHtml(Language.RUSSIAN))
        val changed = report.toJson().replace("\"decision\":\"confirmed\"", "\"decision\":\"refused\"")
        val refused = assertThrows(InputException::class.java) { Report.fromJson(changed).toHtml() }
        assertEquals(ErrorKind.MALFORMED, refused.kind)
    }

    @Test
    fun `every reason has its place in the book`() {
        val book = Path.of("../../core/docs/src")
        for (language in Language.entries) {
            for (reason in Reason.entries) {
                val (page, anchor) = reason.help(language).split("#")
                assertEquals(reason.word, anchor)
                assertTrue("{#$anchor}" in Files.readString(book.resolve(page.replace(".html", ".md"))))
            }
        }
        assertEquals("ru/reasons.html#expired", Reason.EXPIRED.help(Language.RUSSIAN))
    }
}
