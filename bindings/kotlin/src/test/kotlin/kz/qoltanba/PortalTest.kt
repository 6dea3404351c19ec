package kz.qoltanba

import kz.qoltanba.examples.Portal
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.nio.file.Files
import java.nio.file.Path
import java.time.Clock
import java.time.ZoneOffset

/** The example of a portal, sent signed requests as a browser would send them. */
class PortalTest {
    private val portal = Portal(Synthetic.verifier, Clock.fixed(Synthetic.AT, ZoneOffset.UTC), 0)
    private val request = Questionnaire("kokpekty-2012-housing-queue", Synthetic.AT, Satisfaction.SATISFIED, Satisfaction.SATISFIED)

    @AfterEach
    fun stop() = portal.close()

    private fun ask(body: ByteArray, iin: String = Synthetic.IIN, language: String = "ru"): HttpResponse<String> {
        return ask(portal, body, iin, language)
    }

    private fun ask(portal: Portal, body: ByteArray, iin: String, language: String): HttpResponse<String> {
        val place = URI("http://localhost:${portal.address.port}/requests")
        val request = HttpRequest.newBuilder(place).header("Applicant-IIN", iin).header("Accept-Language", language)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build()
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString())
    }

    @Test
    fun `a good request is answered with the report`() {
        val signer = Synthetic.signer("gost2015-individual")
        for (signed in listOf(signer.signCms(request.toXml()), signer.signXml(request.toXml()))) {
            val answer = ask(signed)
            assertEquals(200, answer.statusCode())
            assertEquals(Decision.CONFIRMED, Report.fromJson(answer.body()).decision)
        }
    }

    @Test
    fun `a revoked signer is refused in the caller's language`() {
        val signed = Synthetic.signer("gost2015-individual-revoked").signXml(request.toXml())
        for ((asked, language, begins) in listOf(
            Triple("ru-RU,ru;q=0.9", "ru", "Отказ в запрашиваемой услуге"),
            Triple("de, en;q=0.5", "en", "The requested service is refused"),
            Triple("de", "kk", "Мемлекеттік қызметті алушының"),
        )) {
            val answer = ask(signed, language = asked)
            assertEquals(422, answer.statusCode())
            assertEquals(language, answer.headers().firstValue("Content-Language").get())
            assertTrue(answer.body().startsWith(begins), answer.body())
        }
    }

    @Test
    fun `what could not be decided may be asked again`() {
        val signed = Synthetic.signer("gost2015-individual").signXml(request.toXml())
        Portal(Verifier(Synthetic.trust), Clock.fixed(Synthetic.AT, ZoneOffset.UTC), 0).use { blind ->
            val answer = ask(blind, signed, Synthetic.IIN, "ru")
            assertEquals(503, answer.statusCode())
        }
    }

    @Test
    fun `unusable input is a bad request`() {
        val signed = Synthetic.signer("gost2015-individual").signCms(request.toXml())
        assertEquals(422, ask(signed, iin = "990101200027").statusCode())
        assertEquals(400, ask("hello".toByteArray()).statusCode())
        assertEquals(400, ask(signed, iin = "12").statusCode())
        assertEquals(413, ask(ByteArray((4 shl 20) + 1)).statusCode())
    }

    @Test
    fun `the example is short`() = assertTrue(Files.readAllLines(Path.of("examples/Portal.kt")).size < 80)
}
