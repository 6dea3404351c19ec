package kz.qoltanba

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.FileSystemException
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.time.Instant
import java.util.HexFormat

/** Evidence about revocation: indexes, what cannot be read, and how a verifier judges. */
class EvidenceTest {
    private val at = Synthetic.AT
    private val lists = listOf("crl/nca-gost2015.crl", "crl/nca-rsa.crl").map(Synthetic::bytes)
    private val plain = Verifier(Synthetic.trust, Evidence(lists))

    private fun signed(name: String) = Synthetic.bytes("signed/$name")

    @Test
    fun `an index is accepted wherever a list is`() {
        val evidence = Evidence(listOf(Evidence.index(lists)))
        assertEquals("Evidence(2 lists, 0 answers)", evidence.toString())
        val report = Verifier(Synthetic.trust, evidence).verify(signed("cms/gost2015.cms"), at)
        assertEquals(Decision.CONFIRMED, report.decision)
        assertEquals(plain.verify(signed("cms/gost2015.cms"), at), report)
        assertThrows(InputException::class.java) { Evidence.index(emptyList()) }
        assertThrows(InputException::class.java) { Evidence.index(listOf("no list".toByteArray())) }
    }

    @Test
    fun `an index file is mapped`(@TempDir folder: Path) {
        val everything = Files.list(Synthetic.path("crl")).use { it.sorted().toList() }
            .filter { it.toString().endsWith(".crl") && "stale" !in it.toString() }
        // A folder with an index, and a list beside it.
        Files.write(folder.resolve("lists.qci"), Evidence.index(everything.dropLast(1).map(Files::readAllBytes)))
        Files.write(folder.resolve("more.crl"), Files.readAllBytes(everything.last()))
        val mapped = Evidence.of(listOf(folder))
        val read = Evidence.of(everything)
        assertEquals(1 to 0, mapped.mappedFiles to read.mappedFiles)
        assertEquals(0, Evidence(listOf(Files.readAllBytes(folder.resolve("lists.qci")))).mappedFiles)
        val byFile = Verifier(Synthetic.trust, mapped)
        val byList = Verifier(Synthetic.trust, read)
        val names = Files.list(Synthetic.path("signed/cms")).use { all -> all.map { it.fileName.toString() }.sorted().toList() }
        val decisions = names.filter { it != "detached.cms" }.map { name ->
            val report = byFile.verify(signed("cms/$name"), at)
            assertEquals(byList.verify(signed("cms/$name"), at), report, name)
            report.decision
        }
        assertEquals(Decision.entries.toSet(), decisions.toSet())
    }

    @Test
    fun `a cut index file leaves the status undetermined`(@TempDir folder: Path) {
        val whole = Evidence.index(lists)
        for (length in listOf(8, 16, 100, whole.size / 2, whole.size - 1)) {
            val path = Files.write(folder.resolve("$length.qci"), whole.copyOf(length))
            val evidence = Evidence.of(listOf(path))
            assertEquals("Evidence(0 lists, 0 answers, 1 unreadable)" to 0, "$evidence" to evidence.mappedFiles)
            for (name in listOf("revoked", "gost2015")) {
                val report = Verifier(Synthetic.trust, evidence).verify(signed("cms/$name.cms"), at)
                val line = checkNotNull(report.find(Check.REVOCATION))
                assertEquals(Reason.EVIDENCE_UNTRUSTED to Decision.UNDETERMINED, line.reason to report.decision)
                assertTrue("$length.qci" in line.detail)
            }
        }
    }

    @Test
    fun `a question to a responder names the certificate`() {
        val certificate = Synthetic.signer("rsa-individual-sign").certificate
        val authority = Synthetic.bytes("ca/nca-rsa.cer")
        val request = Evidence.ocspRequest(certificate, authority)
        val serial = Inspection.of(certificate)["serial"] as String
        assertTrue(serial in HexFormat.of().formatHex(request))
        assertNotEquals(HexFormat.of().formatHex(request), HexFormat.of().formatHex(Evidence.ocspRequest(certificate, authority, Digest.SHA1)))
        for (other in listOf(Synthetic.bytes("ca/nca-gost2015.cer"), ByteArray(3))) {
            assertThrows(InputException::class.java) { Evidence.ocspRequest(certificate, other) }
        }
    }

    @Test
    fun `unreadable evidence leaves the status undetermined`(@TempDir folder: Path) {
        val page = Files.write(folder.resolve("page.crl"), "<html>not found</html>".toByteArray())
        val evidence = Evidence.of(listOf(folder), listOf(page))
        assertEquals(2, evidence.unreadable.size)
        assertTrue(evidence.unreadable.all { it.startsWith("$page: ") })
        val report = Verifier(Synthetic.trust, evidence).verify(signed("cms/rsa.cms"), at)
        val line = checkNotNull(report.find(Check.REVOCATION))
        assertEquals(Reason.EVIDENCE_UNTRUSTED to Decision.UNDETERMINED, line.reason to report.decision)
        assertTrue("page.crl" in line.detail)
        // A readable list beside it decides.
        val mixed = Evidence(listOf(ByteArray(0)) + lists)
        assertEquals("Evidence(2 lists, 0 answers, 1 unreadable)", mixed.toString())
        assertEquals(Decision.CONFIRMED, Verifier(Synthetic.trust, mixed).verify(signed("cms/rsa.cms"), at).decision)
        assertThrows(NoSuchFileException::class.java) { Evidence.of(listOf(folder.resolve("none"))) }
    }

    @Test
    fun `what is no file is not passed over in a folder`(@TempDir folder: Path) {
        Files.createDirectory(folder.resolve("within"))
        Files.createSymbolicLink(folder.resolve("a.crl"), Synthetic.path("crl/nca-gost2015.crl").toAbsolutePath())
        Files.createSymbolicLink(folder.resolve("b.crl"), Path.of("gone"))
        Files.createSymbolicLink(folder.resolve("c.crl"), Path.of("c.crl"))
        Files.createSymbolicLink(folder.resolve("d.crl"), Path.of("/dev/zero"))
        val evidence = Evidence.of(listOf(folder), listOf(folder))
        assertEquals(7, evidence.unreadable.size, "those of the lists, and of the answers those and the list")
        val nothing = "a link that leads to no file"
        for ((sentence, fault) in evidence.unreadable zip listOf("b" to nothing, "c" to nothing, "d" to "neither a file nor")) {
            assertTrue(sentence.startsWith("$folder/${fault.first}.crl: ${fault.second}"), sentence)
        }
        val report = Verifier(Synthetic.trust, evidence).verify(signed("cms/gost2015.cms"), at)
        val line = checkNotNull(report.find(Check.REVOCATION))
        assertTrue("b.crl" in line.detail && "d.crl" in line.detail)
        // Where all of a folder is needed, it is an error.
        for (make in listOf({ TrustStore.of(listOf(folder)) }, { TrustStore.of(emptyList(), listOf(folder)) })) {
            val error = assertThrows(FileSystemException::class.java) { make() }
            assertEquals("$folder/b.crl: $nothing", error.message)
        }
    }

    @Test
    fun `an OCSP answer decides`() {
        for ((name, decision) in listOf("good" to Decision.CONFIRMED, "gost2004-good" to Decision.UNDETERMINED)) {
            val evidence = Evidence(ocsp = listOf(Synthetic.bytes("ocsp/$name.ors")))
            val report = Verifier(Synthetic.trust, evidence).verify(signed("cms/gost2015.cms"), at)
            assertEquals(decision, report.decision, name)
        }
    }

    @Test
    fun `a cache of signatures changes no verdict`() {
        val cache = SignatureCache(8)
        val verifier = Verifier(Synthetic.trust, Evidence(lists), VerifierOptions(cache = cache))
        repeat(2) {
            for (name in listOf("gost2015", "rsa", "revoked", "foreign")) {
                val document = signed("cms/$name.cms")
                assertEquals(plain.verify(document, at).decision, verifier.verify(document, at).decision, name)
            }
        }
        assertTrue(cache.size in 1..8)
        assertThrows(IllegalArgumentException::class.java) { SignatureCache(0) }
    }

    @Test
    fun `the options of a verifier are those of the library`() {
        val bare = signed("forged/without-attributes.cms")
        assertEquals(Reason.SIGNED_ATTRIBUTES_MISSING, plain.verify(bare, at).find(Check.SIGNATURE)?.reason)
        val tolerant = VerifierOptions(signedAttributes = SignedAttributes.OPTIONAL)
        val judged = Verifier(Synthetic.trust, Evidence(lists), tolerant).verify(bare, at)
        assertNotEquals(Reason.SIGNED_ATTRIBUTES_MISSING, judged.find(Check.SIGNATURE)?.reason)
        val off = Verifier(Synthetic.trust, Evidence(lists), Revocation.OFF)
        assertEquals(Decision.UNDETERMINED, off.verify(signed("cms/rsa.cms"), at).decision)
        // Long after the anchor has ended.
        val anchor = TrustStore(listOf(Synthetic.bytes("ca/nca-rsa.cer")))
        val certificate = Synthetic.signer("rsa-individual-sign").certificate
        val late = Instant.parse("2090-01-01T00:00:00Z")
        val path = { verifier: Verifier -> verifier.checkCertificate(certificate, late).find(Check.CERTIFICATE_PATH)?.reason }
        assertEquals(Reason.PATH_INVALID, path(Verifier(anchor)))
        val lax = VerifierOptions(anchors = AnchorChecks.IGNORE, legacy = LegacyAlgorithms.ACCEPT)
        assertEquals(null, path(Verifier(anchor, Evidence(), lax)))
    }

    @Test
    fun `limits are the caller's`() {
        val message = signed("cms/two-signers.cms")
        val xml = signed("xml/gost2015.xml")
        for ((document, limits) in listOf(
            message to Limits(signers = 1),
            message to Limits(documentBytes = message.size - 1L),
            xml to Limits(signatures = 0),
            xml to Limits(references = 0),
            xml to Limits(xmlNodes = 3),
        )) {
            val strict = Verifier(Synthetic.trust, Evidence(lists), VerifierOptions(limits = limits))
            val above = assertThrows(InputException::class.java) { strict.verify(document, at) }
            assertEquals(ErrorKind.LIMIT_EXCEEDED, above.kind)
            assertEquals(listOf(null), strict.verifyAll(listOf(document), at).toList())
        }
        val fits = Verifier(Synthetic.trust, Evidence(lists), VerifierOptions(limits = Limits(2L * message.size, signers = 2)))
        assertEquals(2, fits.verify(message, at).signers.size)
        assertThrows(IllegalArgumentException::class.java) { Limits(signers = -1) }
    }

    @Test
    fun `threads of a batch do not change it`() {
        val folder = Synthetic.path("signed/cms")
        val documents = Files.list(folder).use { it.sorted().toList() }.map(Files::readAllBytes) + "?".toByteArray()
        val one = Synthetic.verifier.verifyAll(documents, at, threads = 1)
        for (threads in listOf(2, 7, Verifier.ALL_CORES)) {
            assertArrayEquals(one.codes, Synthetic.verifier.verifyAll(documents, at, threads = threads).codes)
        }
        val certificates = List(10) { Synthetic.signer("rsa-individual-sign").certificate } + ByteArray(1)
        val codes = Synthetic.verifier.checkCertificates(certificates, at, threads = 3).codes
        assertArrayEquals(ByteArray(10) + 3, codes)
        assertThrows(IllegalArgumentException::class.java) { Synthetic.verifier.verifyAll(documents, at, threads = -1) }
    }
}
