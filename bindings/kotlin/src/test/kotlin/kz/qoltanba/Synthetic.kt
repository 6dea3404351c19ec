package kz.qoltanba

import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import kotlin.io.path.name

/** The synthetic national PKI of the repository; it is always there. */
object Synthetic {
    private val folder: Path = Path.of("../../testdata/pki")

    /** The moment at which every file that is not called otherwise is current. */
    val AT: Instant = Instant.parse("2026-07-01T00:00:00Z")
    const val IIN: String = "990101100010"
    const val PASSWORD: String = "Ulgi2026"

    private val authorities = Files.list(folder.resolve("ca")).use { it.sorted().toList() }.filter { it.name.endsWith(".cer") }

    val trust: TrustStore = authorities.partition { it.name.startsWith("root-") }.let { TrustStore.of(it.first, it.second) }

    val verifier: Verifier by lazy {
        val lists = Files.list(folder.resolve("crl")).use { it.sorted().toList() }
        Verifier(trust, Evidence.of(lists.filter { it.name.endsWith(".crl") && "stale" !in it.name }))
    }

    fun path(name: String): Path = folder.resolve(name)

    fun bytes(name: String): ByteArray = Files.readAllBytes(path(name))

    fun key(name: String): ByteArray = Files.readAllBytes(Path.of("../../testdata/keys/$name"))

    fun signer(name: String, password: String = PASSWORD): Signer = Signer(bytes("p12/$name.p12"), password)
}
