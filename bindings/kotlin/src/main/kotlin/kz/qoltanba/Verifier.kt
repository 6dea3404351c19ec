package kz.qoltanba

import kz.qoltanba.ffi.AnchorPolicy
import kz.qoltanba.ffi.Answer
import kz.qoltanba.ffi.LegacyPolicy
import kz.qoltanba.ffi.SignedAttributesPolicy
import java.nio.ByteBuffer
import java.time.Instant
import kz.qoltanba.ffi.Decision as NativeDecision
import kz.qoltanba.ffi.RevocationDepth as NativeDepth
import kz.qoltanba.ffi.Verifier as NativeVerifier
import kz.qoltanba.ffi.VerifierOptions as NativeOptions

/**
 * How a [Verifier] judges.
 *
 * @property revocation whose revocation is asked.
 * @property legacy whether SHA-1 and short RSA keys carry a verdict.
 * @property anchors whether what an anchor's certificate says counts.
 * @property signedAttributes whether a CMS signature can do without signed attributes.
 * @property cache remembers authorities whose certificates were verified; verifiers may share one.
 * @property limits what one document may cost.
 */
public data class VerifierOptions @JvmOverloads constructor(
    val revocation: Revocation = Revocation.END_ENTITY,
    val legacy: LegacyAlgorithms = LegacyAlgorithms.REFUSE,
    val anchors: AnchorChecks = AnchorChecks.ENFORCE,
    val signedAttributes: SignedAttributes = SignedAttributes.REQUIRED,
    val cache: SignatureCache? = null,
    val limits: Limits = Limits(),
) {
    internal fun native() = NativeOptions(
        when (revocation) {
            Revocation.END_ENTITY -> NativeDepth.END_ENTITY
            Revocation.CHAIN -> NativeDepth.CHAIN
            Revocation.OFF -> NativeDepth.OFF
        },
        when (legacy) {
            LegacyAlgorithms.REFUSE -> LegacyPolicy.REFUSE
            LegacyAlgorithms.ACCEPT -> LegacyPolicy.ACCEPT
        },
        when (anchors) {
            AnchorChecks.ENFORCE -> AnchorPolicy.ENFORCE
            AnchorChecks.IGNORE -> AnchorPolicy.IGNORE
        },
        when (signedAttributes) {
            SignedAttributes.REQUIRED -> SignedAttributesPolicy.REQUIRED
            SignedAttributes.OPTIONAL -> SignedAttributesPolicy.OPTIONAL
        },
        cache?.native,
        limits.native(),
    )
}

/**
 * Checks certificates and documents. Built once; it never changes, and threads may share it.
 *
 * `at` is always the moment of validation: nothing here reads a clock.
 */
public class Verifier @JvmOverloads constructor(
    trust: TrustStore,
    evidence: Evidence = Evidence(),
    options: VerifierOptions = VerifierOptions(),
) : AutoCloseable {
    internal val native: NativeVerifier = NativeVerifier(trust.native, evidence.native, options.native())

    /** A verifier that asks this depth of revocation. */
    public constructor(trust: TrustStore, evidence: Evidence, revocation: Revocation) :
        this(trust, evidence, VerifierOptions(revocation))

    /**
     * Condition 2 of the regulations: validity period, revocation and identification number of a certificate (DER or PEM).
     *
     * Every check is evaluated, also after another one has failed.
     *
     * @throws InputException when the certificate cannot be read.
     */
    @JvmOverloads
    public fun checkCertificate(certificate: ByteArray, at: Instant, expected: Expected = Expected()): Report =
        ask(Memory.ofThread().first.of(certificate), at, expected, native::checkCertificate)

    /** The same for the remaining bytes of a buffer, whose position stays. A direct buffer is not copied. */
    @JvmOverloads
    public fun checkCertificate(certificate: ByteBuffer, at: Instant, expected: Expected = Expected()): Report =
        ask(Memory.ofThread().first.of(certificate), at, expected, native::checkCertificate)

    /**
     * Many certificates in one call: the verdicts, in their order. [numbers] is empty, or has one entry for each. The library
     * works on at most [threads] threads; [ALL_CORES] is one for each core.
     */
    @JvmOverloads
    public fun checkCertificates(
        certificates: List<ByteArray>,
        at: Instant,
        numbers: List<IdentityNumber?> = emptyList(),
        purpose: Purpose = Purpose.SIGN,
        threads: Int = ALL_CORES,
    ): Batch {
        val expected = expectedOfEach(purpose, numbers, certificates.size)
        val codes = translated {
            lend(packed(certificates)) { batch ->
                lend(expected) { native.checkCertificates(batch, it, at.epochSecond, count(threads)) }
            }
        }
        return Batch(codes) { checkCertificate(certificates[it], at, Expected(numbers.getOrNull(it), purpose)) }
    }

    /**
     * Verifies every signature of a document: CMS (DER, BER, PEM, base64), XML Signature, WS-Security, JWS.
     *
     * [at] is the moment of validation; a signer is judged at the earliest time that a good timestamp proves, else at [at],
     * and the report says which.
     *
     * @throws InputException when the document cannot be read.
     */
    @JvmOverloads
    public fun verify(document: ByteArray, at: Instant, expected: Expected = Expected()): Report =
        ask(Memory.ofThread().first.of(document), at, expected, native::verify)

    /** The same for the remaining bytes of a buffer, whose position stays. A direct buffer is not copied. */
    @JvmOverloads
    public fun verify(document: ByteBuffer, at: Instant, expected: Expected = Expected()): Report =
        ask(Memory.ofThread().first.of(document), at, expected, native::verify)

    /**
     * Verifies a detached signature with the content that it was made for.
     *
     * @throws InputException when the signature cannot be read or is not a detached one.
     */
    @JvmOverloads
    public fun verifyDetached(
        signature: ByteArray,
        content: ByteArray,
        at: Instant,
        expected: Expected = Expected(),
    ): Report = lend(Memory.ofThread().second.of(content)) { apart ->
        ask(Memory.ofThread().first.of(signature), at, expected) { document, wanted, moment ->
            native.verifyDetached(document, apart, wanted, moment)
        }
    }

    /**
     * As [verify], and hands out what was signed when the verdict is "confirmed".
     *
     * @throws InputException when the document cannot be read.
     */
    @JvmOverloads
    public fun verifyContent(document: ByteArray, at: Instant, expected: Expected = Expected()): Verification {
        val memory = Memory.ofThread()
        val verified = translated {
            lend(memory.first.of(document)) {
                native.verifyContent(it, memory.expected.of(expected.bytes()), at.epochSecond)
            }
        }
        return Verification(Report(decision(verified.decision), verified.report), verified.content)
    }

    /**
     * Verifies a detached signature over a content that was hashed elsewhere, for instance with [Hasher].
     *
     * @throws InputException when the signature cannot be read, or the digest has not the length of its algorithm.
     */
    @JvmOverloads
    public fun verifyDigest(
        signature: ByteArray,
        algorithm: Digest,
        digest: ByteArray,
        at: Instant,
        expected: Expected = Expected(),
    ): Report = lend(Memory.ofThread().second.of(digest)) { apart ->
        ask(Memory.ofThread().first.of(signature), at, expected) { document, wanted, moment ->
            native.verifyDetachedDigest(document, algorithm.native, apart, wanted, moment)
        }
    }

    /**
     * Verifies the document that a set of barcode parts holds.
     *
     * @throws InputException when the parts are no set, or what they hold cannot be read.
     */
    @JvmOverloads
    public fun verifyBarcode(parts: List<BarcodePart>, at: Instant, expected: Expected = Expected()): Report {
        val wanted = Memory.ofThread().expected.of(expected.bytes())
        val answer = translated { lend(wanted) { native.verifyBarcode(parts.map { it.text }, it, at.epochSecond) } }
        return Report(decision(answer.decision), answer.report)
    }

    /**
     * Verifies a signed document and reads it from the octets that were signed, when the verdict is "confirmed".
     *
     * @throws InputException as [verify], and when what was signed is no document.
     */
    @JvmOverloads
    public fun openDocument(signed: ByteArray, at: Instant, expected: Expected = Expected()): OpenedDocument {
        val memory = Memory.ofThread()
        val opened = translated {
            lend(memory.first.of(signed)) {
                native.openDocument(it, memory.expected.of(expected.bytes()), at.epochSecond)
            }
        }
        return OpenedDocument(Report(decision(opened.decision), opened.report), opened.document?.let(Document::ofJson))
    }

    /** Many documents in one call, as [checkCertificates] takes certificates. */
    @JvmOverloads
    public fun verifyAll(
        documents: List<ByteArray>,
        at: Instant,
        numbers: List<IdentityNumber?> = emptyList(),
        purpose: Purpose = Purpose.SIGN,
        threads: Int = ALL_CORES,
    ): Batch {
        val expected = expectedOfEach(purpose, numbers, documents.size)
        val codes = translated {
            lend(packed(documents)) { batch -> lend(expected) { native.verifyAll(batch, it, at.epochSecond, count(threads)) } }
        }
        return Batch(codes) { verify(documents[it], at, Expected(numbers.getOrNull(it), purpose)) }
    }

    override fun close(): Unit = native.close()

    private inline fun ask(
        document: ByteBuffer,
        at: Instant,
        expected: Expected,
        call: (ByteBuffer, ByteBuffer, Long) -> Answer,
    ): Report {
        val wanted = Memory.ofThread().expected.of(expected.bytes())
        val answer = translated { lend(document) { call(it, wanted, at.epochSecond) } }
        return Report(decision(answer.decision), answer.report)
    }

    public companion object {
        /** As many threads as there are cores. */
        public const val ALL_CORES: Int = 0
    }
}

private fun count(threads: Int): UInt {
    require(threads >= 0) { "there is at least one thread" }
    return threads.toUInt()
}

/**
 * The report on a document together with what was signed.
 *
 * @property report the report.
 * @property content what was signed, exactly; `null` unless the verdict is [Decision.CONFIRMED].
 */
public class Verification internal constructor(public val report: Report, public val content: ByteArray?) {
    override fun toString(): String = "Verification($report)"
}

/**
 * The report on a signed document together with the electronic document that it confirms.
 *
 * @property report the report.
 * @property document the document, read from the signed octets; `null` unless the verdict is [Decision.CONFIRMED].
 */
public class OpenedDocument internal constructor(public val report: Report, public val document: Document?) {
    override fun toString(): String = "OpenedDocument($report)"
}

internal fun decision(native: NativeDecision): Decision = when (native) {
    NativeDecision.CONFIRMED -> Decision.CONFIRMED
    NativeDecision.REFUSED -> Decision.REFUSED
    NativeDecision.UNDETERMINED -> Decision.UNDETERMINED
}
