package kz.qoltanba

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import org.junit.jupiter.api.Assumptions.assumeTrue
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant

/** The test set of the national certification authority, read where it lies, with its manifest. */
object NationalSet {
    /** A moment at which every certificate and every list of the test set is current. */
    val AT: Instant = Instant.parse("2024-01-01T00:00:00Z")

    val folder: Path by lazy {
        val corpora = System.getenv("QOLTANBA_CORPORA") ?: "../../../shared/corpora"
        val folder = Path.of(corpora, "kz", "sdk")
        val present = Files.isDirectory(folder)
        check(present || System.getenv("QOLTANBA_REQUIRE_CORPORA") != "1") {
            "QOLTANBA_REQUIRE_CORPORA=1, but the test corpora are absent"
        }
        assumeTrue(present, "the test corpora are absent (QOLTANBA_CORPORA names their folder)")
        folder
    }

    val entries: List<Entry> by lazy {
        ObjectMapper().readTree(folder.resolve("manifest.json").toFile())["p12"].map { Entry(it) }
    }

    val trust: TrustStore by lazy {
        val roots = listOf("CA_Test/ROOT", "CA_Test/ROOT/old").map(folder::resolve)
        val authorities = listOf("CA_Test/NCA", "CA_Test/NCA/old").map(folder::resolve)
        TrustStore.of(roots, authorities)
    }

    val evidence: Evidence by lazy { Evidence.of(listOf(folder.resolve("CRL"))) }

    val verifier: Verifier by lazy { Verifier(trust, evidence) }

    /** The first signing certificate of a person with a GOST-2015 key that is (or is not) on a list. */
    fun person(status: String): Entry = entries.first {
        it.file.fileName.toString().startsWith("GOST512_") && it.iin != null && it.status == status &&
            it.listed == (status == "revoked")
    }

    /** One certificate of the manifest. */
    class Entry(node: JsonNode) {
        val file: Path = Path.of(node["certificate_file"].asText())
        val status: String = node["folder_status"].asText()
        val iin: String? = node["iin"].textValue()
        val bin: String? = node["bin"].textValue()
        val commonName: String = node["cn"].asText()
        val serial: String = node["serial"].asText()
        val sha256: String = node["certificate_sha256"].asText()
        val notBefore: Instant = Instant.parse(node["not_before"].asText())
        val notAfter: Instant = Instant.parse(node["not_after"].asText())
        val policies: List<String> = node["policy_oids"].map { it.asText() }
        val listed: Boolean = !node["crl_status"]["listed"].isEmpty
        val issuerHasLists: Boolean = !node["crl_status"]["issuer_crls"].isEmpty
        val bytes: ByteArray by lazy { Files.readAllBytes(folder.resolve(file)) }
    }
}
