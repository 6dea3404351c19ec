package kz.qoltanba

import kz.qoltanba.ffi.crlIndex
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import kz.qoltanba.ffi.Evidence as NativeEvidence
import kz.qoltanba.ffi.SignatureCache as NativeCache
import kz.qoltanba.ffi.ocspRequest as nativeOcspRequest

/**
 * What is known about revocation: lists (CRLs in DER or PEM, also deltas), indexes made by [index], and OCSP answers (DER).
 *
 * A source that cannot be read is never "not revoked": it stands in [unreadable], and every report names it. Other evidence
 * may decide; where none does, the status is undetermined. A list of an index is read when it is first asked; what is wrong
 * with its entries is in the report only. Lists change every day: build a new one and a new [Verifier], and replace the old.
 *
 * An index that is named by its path ([of]) is mapped, not read: processes that name the same file share one copy of it. Bring
 * it up to date by renaming a finished file over it, as `qoltanba crl sync` does; never write into it in place.
 */
public class Evidence @JvmOverloads constructor(
    crls: List<ByteArray> = emptyList(),
    ocsp: List<ByteArray> = emptyList(),
) : AutoCloseable {
    internal val native: NativeEvidence = NativeEvidence()

    init {
        crls.forEachIndexed { number, crl -> addCrl(crl, "CRL ${number + 1}") }
        ocsp.forEachIndexed { number, answer -> addOcsp(answer, "OCSP response ${number + 1}") }
    }

    /** One sentence for each source that could not be read: its path or number, and the rule that it breaks. */
    public val unreadable: List<String> get() = native.unreadable()

    /** How many index files are mapped. */
    public val mappedFiles: Int get() = native.mappedFiles().toInt()

    private fun addCrl(crl: ByteArray, source: String) = lend(Memory.ofThread().first.of(crl)) { native.addCrl(it, source) }

    private fun addOcsp(answer: ByteArray, source: String) =
        lend(Memory.ofThread().first.of(answer)) { native.addOcsp(it, source) }

    private inline fun addFound(file: Found, add: (Path) -> Unit) =
        file.fault?.let { native.addUnreadable(file.path.toString(), it) } ?: add(file.path)

    override fun close(): Unit = native.close()

    override fun toString(): String {
        val unreadable = unreadable.size
        val rest = if (unreadable == 0) "" else ", $unreadable unreadable"
        return "Evidence(${native.crls()} lists, ${native.ocspResponses()} answers$rest)"
    }

    public companion object {
        /**
         * From files and folders; of a folder every file is taken, in the order of the names.
         *
         * @throws java.nio.file.NoSuchFileException for a path that leads nowhere. A list that cannot be read, and what stands in a
         * folder and leads to no file, is in [unreadable].
         */
        @JvmStatic
        @JvmOverloads
        public fun of(crls: List<Path>, ocsp: List<Path> = emptyList()): Evidence {
            val evidence = Evidence()
            for (file in crls.flatMap(::found)) {
                evidence.addFound(file) { path ->
                    if (Files.notExists(path)) throw NoSuchFileException(path.toString())
                    evidence.native.addCrlFile(path.toString(), path.toString())
                }
            }
            for (file in ocsp.flatMap(::found)) {
                evidence.addFound(file) { path -> evidence.addOcsp(Files.readAllBytes(path), path.toString()) }
            }
            return evidence
        }

        /**
         * The question to an OCSP responder (RFC 6960) about a certificate of this issuer.
         *
         * Send it by HTTP POST as `application/ocsp-request`; the address is in the certificate ([Inspection] shows it). The
         * answer is evidence.
         *
         * @param digest names the issuer in the question.
         * @throws InputException when a certificate cannot be read, or [issuer] has another name than the issuer.
         */
        @JvmStatic
        @JvmOverloads
        public fun ocspRequest(certificate: ByteArray, issuer: ByteArray, digest: Digest = Digest.SHA256): ByteArray = translated {
            lend(Memory.ofThread().second.of(issuer)) { authority ->
                lend(Memory.ofThread().first.of(certificate)) { nativeOcspRequest(it, authority, digest.native) }
            }
        }

        /**
         * One file of these lists. It is accepted wherever a list is, and opens at once: a list in it is read when it is first asked.
         *
         * @throws InputException for a list that cannot be read.
         */
        @JvmStatic
        public fun index(crls: List<ByteArray>): ByteArray = translated { lend(packed(crls)) { crlIndex(it) } }
    }
}

/**
 * Remembers which authorities' certificates were verified, for verifiers that share it.
 *
 * It changes no verdict: it spares the verification of the same authority in every path, and the report says so.
 *
 * @param capacity the most certificates that it holds; 64 are plenty for one country.
 */
public class SignatureCache @JvmOverloads constructor(capacity: Int = 64) : AutoCloseable {
    init {
        require(capacity >= 1) { "the capacity is at least 1" }
    }

    internal val native: NativeCache = translated { NativeCache(capacity.toUInt()) }

    /** How many certificates it remembers. */
    public val size: Int get() = native.size().toInt()

    override fun close(): Unit = native.close()

    override fun toString(): String = "SignatureCache($size)"
}
