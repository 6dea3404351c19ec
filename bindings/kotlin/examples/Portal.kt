package kz.qoltanba.examples

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import kz.qoltanba.Decision
import kz.qoltanba.Evidence
import kz.qoltanba.Expected
import kz.qoltanba.InputException
import kz.qoltanba.Language
import kz.qoltanba.TrustStore
import kz.qoltanba.Verifier
import java.net.InetAddress
import java.net.InetSocketAddress
import java.nio.file.Path
import java.time.Clock
import java.util.concurrent.Executors

/**
 * A portal endpoint: takes a signed request (CMS or XML) and its IIN, answers 200 with the report, or in the caller's
 * language 422 with the refusal or 503 when it could not be decided. The IIN is no part of the address: logs keep that.
 */
class Portal(private val verifier: Verifier, private val clock: Clock, port: Int) : AutoCloseable {
    private val workers = Executors.newFixedThreadPool(4)
    private val server = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0)

    /** Where it listens. */
    val address: InetSocketAddress get() = server.address

    init {
        server.executor = workers
        server.createContext("/requests") { exchange -> exchange.use(::receive) }
        server.start()
    }

    override fun close() {
        server.stop(0)
        workers.shutdown()
    }

    private fun receive(exchange: HttpExchange) {
        val iin = exchange.requestHeaders.getFirst("Applicant-IIN").orEmpty()
        // The rest of a longer body is not read.
        val body = exchange.requestBody.readNBytes(LARGEST + 1)
        if (body.size > LARGEST) return exchange.answer(413, "The request is too large.")
        val report = try {
            verifier.verify(body, clock.instant(), Expected.iin(iin))
        } catch (error: InputException) {
            return exchange.answer(400, error.detail)
        }
        if (report.decision == Decision.CONFIRMED) {
            return exchange.answer(200, report.toJson(), "application/json")
        }
        // Undetermined is neither yes nor no: the caller may try again when there is evidence.
        val status = if (report.decision == Decision.REFUSED) 422 else 503
        val language = language(exchange.requestHeaders.getFirst("Accept-Language").orEmpty())
        exchange.responseHeaders.add("Content-Language", language.code)
        exchange.answer(status, report.refusal?.text(language) ?: report.decision.text(language))
    }

    /** The first of the caller's languages that there are texts in; Kazakh, the state language, if there is none. */
    private fun language(accepted: String): Language =
        accepted.split(',').firstNotNullOfOrNull { part -> Language.entries.find { part.trim().startsWith(it.code) } }
            ?: Language.KAZAKH

    private fun HttpExchange.answer(status: Int, text: String, type: String = "text/plain; charset=utf-8") {
        val bytes = text.toByteArray()
        responseHeaders.add("Content-Type", type)
        sendResponseHeaders(status, bytes.size.toLong())
        responseBody.write(bytes)
    }
}

private const val LARGEST = 4 shl 20

/** `portal ANCHORS INTERMEDIATES CRLS`: three folders. */
fun main(arguments: Array<String>) {
    val (anchors, intermediates, crls) = arguments.map { listOf(Path.of(it)) }
    Portal(Verifier(TrustStore.of(anchors, intermediates), Evidence.of(crls)), Clock.systemUTC(), 8080)
}
