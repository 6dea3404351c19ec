package kz.qoltanba

import kz.qoltanba.ffi.Answer
import java.nio.ByteBuffer
import java.time.Instant
import kz.qoltanba.ffi.Decision as NativeDecision
import kz.qoltanba.ffi.RevocationDepth as NativeDepth
import kz.qoltanba.ffi.Verifier as NativeVerifier

/**
 * Checks certificates and documents. Built once; it never changes, and threads may share it.
 *
 * `at` is always the moment of validation: nothing here reads a clock.
 */
public class Verifier @JvmOverloads constructor(
    trust: TrustStore,
    evidence: Evidence = Evidence(),
    revocation: Revocation = Revocation.END_ENTITY,
) : AutoCloseable {
    private val native = NativeVerifier(trust.native, evidence.native, depth(revocation))

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

    /** Many certificates in one call: the verdicts, in their order. [numbers] is empty, or has one entry for each. */
    @JvmOverloads
    public fun checkCertificates(
        certificates: List<ByteArray>,
        at: Instant,
        numbers: List<IdentityNumber?> = emptyList(),
        purpose: Purpose = Purpose.SIGN,
    ): Batch {
        val expected = expectedOfEach(purpose, numbers, certificates.size)
        val codes = translated {
            lend(packed(certificates)) { batch ->
                lend(expected) { native.checkCertificates(batch, it, at.epochSecond) }
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

    /** Many documents in one call, as [checkCertificates] takes certificates. */
    @JvmOverloads
    public fun verifyAll(
        documents: List<ByteArray>,
        at: Instant,
        numbers: List<IdentityNumber?> = emptyList(),
        purpose: Purpose = Purpose.SIGN,
    ): Batch {
        val expected = expectedOfEach(purpose, numbers, documents.size)
        val codes = translated {
            lend(packed(documents)) { batch -> lend(expected) { native.verifyAll(batch, it, at.epochSecond) } }
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

private fun decision(native: NativeDecision): Decision = when (native) {
    NativeDecision.CONFIRMED -> Decision.CONFIRMED
    NativeDecision.REFUSED -> Decision.REFUSED
    NativeDecision.UNDETERMINED -> Decision.UNDETERMINED
}

private fun depth(revocation: Revocation): NativeDepth = when (revocation) {
    Revocation.END_ENTITY -> NativeDepth.END_ENTITY
    Revocation.CHAIN -> NativeDepth.CHAIN
    Revocation.OFF -> NativeDepth.OFF
}
