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
import java.time.Clock
import java.time.ZoneOffset

/** The example of a portal, asked as a browser would. */
class PortalTest {
    private val portal = Portal(NationalSet.verifier, Clock.fixed(NationalSet.AT, ZoneOffset.UTC), 0)

    @AfterEach
    fun stop() = portal.close()

    private fun ask(body: ByteArray, iin: String = "123456789011", language: String = "ru"): HttpResponse<String> {
        val place = URI("http://localhost:${portal.address.port}/check?iin=$iin")
        val request = HttpRequest.newBuilder(place).header("Accept-Language", language)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build()
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString())
    }

    @Test
    fun `a good certificate is answered with the report`() {
        val answer = ask(NationalSet.person("valid").bytes)
        assertEquals(200, answer.statusCode())
        assertEquals(Decision.CONFIRMED, Report.fromJson(answer.body()).decision)
    }

    @Test
    fun `a revoked one is refused in the caller's language`() {
        for ((asked, language, begins) in listOf(
            Triple("ru-RU,ru;q=0.9", "ru", "Отказ в запрашиваемой услуге"),
            Triple("de, en;q=0.5", "en", "The requested service is refused"),
            Triple("de", "kk", "Мемлекеттік қызметті алушының"),
        )) {
            val answer = ask(NationalSet.person("revoked").bytes, language = asked)
            assertEquals(422, answer.statusCode())
            assertEquals(language, answer.headers().firstValue("Content-Language").get())
            assertTrue(answer.body().startsWith(begins), answer.body())
        }
    }

    @Test
    fun `unusable input is a bad request`() {
        assertEquals(422, ask(NationalSet.person("valid").bytes, iin = "123456789012").statusCode())
        assertEquals(400, ask("hello".toByteArray()).statusCode())
        assertEquals(400, ask(NationalSet.person("valid").bytes, iin = "12").statusCode())
        assertEquals(413, ask(ByteArray(70_000)).statusCode())
    }
}
