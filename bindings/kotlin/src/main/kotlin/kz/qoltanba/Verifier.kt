package kz.qoltanba

import kz.qoltanba.ffi.Answer
import java.lang.ref.Reference
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.file.Files
import java.nio.file.Path
import java.time.Instant
import kz.qoltanba.ffi.Decision as NativeDecision
import kz.qoltanba.ffi.Evidence as NativeEvidence
import kz.qoltanba.ffi.RevocationDepth as NativeDepth
import kz.qoltanba.ffi.TrustStore as NativeTrustStore
import kz.qoltanba.ffi.Verifier as NativeVerifier

/**
 * The trust anchors, and CA certificates from which paths may be built. An intermediate is not trusted by itself.
 *
 * Inputs are DER or PEM. Build it once; it never changes, and threads may share it. A verifier keeps what it needs of it.
 *
 * @throws InputException for a certificate that cannot be read.
 */
public class TrustStore @JvmOverloads constructor(
    anchors: List<ByteArray>,
    intermediates: List<ByteArray> = emptyList(),
) : AutoCloseable {
    internal val native: NativeTrustStore = translated { NativeTrustStore(anchors, intermediates) }

    override fun close(): Unit = native.close()

    override fun toString(): String = "TrustStore(${native.anchors()} anchors, ${native.intermediates()} intermediates)"

    public companion object {
        /** From files and folders; of a folder every file is taken, in the order of the names. */
        @JvmStatic
        @JvmOverloads
        public fun of(anchors: List<Path>, intermediates: List<Path> = emptyList()): TrustStore =
            TrustStore(files(anchors), files(intermediates))
    }
}

/**
 * What is known about revocation: lists (CRLs in DER or PEM, also deltas) and OCSP answers (DER).
 *
 * Lists change every day: build a new one and a new [Verifier], and replace the old.
 *
 * @throws InputException for a list or an answer that cannot be read.
 */
public class Evidence @JvmOverloads constructor(
    crls: List<ByteArray> = emptyList(),
    ocsp: List<ByteArray> = emptyList(),
) : AutoCloseable {
    internal val native: NativeEvidence = NativeEvidence()

    init {
        val memory = Memory.ofThread()
        translated {
            crls.forEach { native.addCrl(memory.of(it)) }
            ocsp.forEach { native.addOcsp(memory.of(it)) }
        }
    }

    override fun close(): Unit = native.close()

    public companion object {
        /** From files and folders; of a folder every file is taken, in the order of the names. */
        @JvmStatic
        @JvmOverloads
        public fun of(crls: List<Path>, ocsp: List<Path> = emptyList()): Evidence = Evidence(files(crls), files(ocsp))
    }
}

/**
 * What is expected of a signer: whose number the certificate carries, and the purpose of its key.
 *
 * @property number the number of the request; `null` compares none, and the report says so.
 * @property purpose the purpose; signing, unless another is named.
 */
public data class Expected @JvmOverloads constructor(
    val number: IdentityNumber? = null,
    val purpose: Purpose = Purpose.SIGN,
) {
    /** As the native library takes it: purpose, kind of number, 12 digits. */
    internal fun bytes(): ByteArray {
        val letter = when (purpose) {
            Purpose.SIGN -> 's'
            Purpose.AUTH -> 'a'
            Purpose.ANY -> '*'
        }
        val kind = when (number) {
            is Iin -> 'I'
            is Bin -> 'B'
            null -> '-'
        }
        return "$letter$kind${number?.digits ?: "------------"}".toByteArray(Charsets.ISO_8859_1)
    }

    public companion object {
        /** The certificate carries this IIN. */
        @JvmStatic
        public fun iin(digits: String): Expected = Expected(Iin(digits))

        /** The certificate carries this BIN. */
        @JvmStatic
        public fun bin(digits: String): Expected = Expected(Bin(digits))

        /** Nothing but a signing certificate is expected. */
        @JvmStatic
        public fun anyone(): Expected = Expected()
    }
}

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
    public fun checkCertificate(certificate: ByteArray, at: Instant, expected: Expected = Expected()): Report {
        val memory = Memory.ofThread()
        return checkCertificate(memory, memory.of(certificate), at, expected)
    }

    /** The same for the remaining bytes of a buffer, whose position stays. A direct buffer is not copied. */
    @JvmOverloads
    public fun checkCertificate(certificate: ByteBuffer, at: Instant, expected: Expected = Expected()): Report {
        val memory = Memory.ofThread()
        try {
            return checkCertificate(memory, memory.of(certificate), at, expected)
        } finally {
            Reference.reachabilityFence(certificate)
        }
    }

    private fun checkCertificate(memory: Memory, certificate: ByteBuffer, at: Instant, expected: Expected): Report =
        report { native.checkCertificate(certificate, memory.ofExpected(expected.bytes()), at.epochSecond) }

    /**
     * Many certificates in one call: the verdicts, in their order.
     *
     * @param numbers one entry for each certificate (`null` compares none), or an empty list.
     */
    @JvmOverloads
    public fun checkCertificates(
        certificates: List<ByteArray>,
        at: Instant,
        numbers: List<IdentityNumber?> = emptyList(),
        purpose: Purpose = Purpose.SIGN,
    ): Batch {
        val codes = translated {
            native.checkCertificates(packed(certificates), expected(purpose, numbers, certificates.size), at.epochSecond)
        }
        return Batch(codes) { index ->
            checkCertificate(certificates[index], at, Expected(numbers.getOrNull(index), purpose))
        }
    }

    override fun close(): Unit = native.close()
}

/**
 * The verdicts of a batch, in the order of its items: a [Decision], or `null` for an unusable item.
 *
 * @property codes one byte for each item: 0 confirmed, 1 refused, 2 undetermined, 3 unusable (the command line's statuses).
 */
public class Batch internal constructor(
    public val codes: ByteArray,
    private val report: (Int) -> Report,
) : AbstractList<Decision?>() {
    override val size: Int get() = codes.size

    override fun get(index: Int): Decision? = Decision.entries.getOrNull(codes[index].toInt())

    /**
     * The full report of one item, made when it is asked for.
     *
     * @throws InputException for an unusable item.
     */
    public fun report(index: Int): Report = report.invoke(java.util.Objects.checkIndex(index, size))

    override fun toString(): String = "Batch of $size"
}

private inline fun report(call: () -> Answer): Report {
    val answer = translated(call)
    val decision = when (answer.decision) {
        NativeDecision.CONFIRMED -> Decision.CONFIRMED
        NativeDecision.REFUSED -> Decision.REFUSED
        NativeDecision.UNDETERMINED -> Decision.UNDETERMINED
    }
    return Report(decision, answer.report)
}

private fun depth(revocation: Revocation): NativeDepth = when (revocation) {
    Revocation.END_ENTITY -> NativeDepth.END_ENTITY
    Revocation.CHAIN -> NativeDepth.CHAIN
    Revocation.OFF -> NativeDepth.OFF
}

/** Count, then offset and length of each item, then the items; little-endian. */
private fun packed(items: List<ByteArray>): ByteBuffer {
    val head = Int.SIZE_BYTES * (1 + 2 * items.size.toLong())
    val size = head + items.sumOf { it.size.toLong() }
    if (size > Int.MAX_VALUE) {
        throw InputException(ErrorKind.LIMIT_EXCEEDED, "batch size in bytes: more than ${Int.MAX_VALUE}, the limit of a call")
    }
    val batch = Memory.ofThread().room(size.toInt()).order(ByteOrder.LITTLE_ENDIAN)
    batch.putInt(items.size)
    items.fold(head.toInt()) { offset, item ->
        batch.putInt(offset).putInt(item.size)
        offset + item.size
    }
    items.forEach(batch::put)
    return batch.flip()
}

private fun expected(purpose: Purpose, numbers: List<IdentityNumber?>, items: Int): ByteBuffer {
    if (numbers.isEmpty()) return Memory.ofThread().ofExpected(Expected(purpose = purpose).bytes())
    require(numbers.size == items) { "there are $items items and ${numbers.size} numbers" }
    val buffer = ByteBuffer.allocateDirect(EXPECTED * items)
    numbers.forEach { buffer.put(Expected(it, purpose).bytes()) }
    return buffer.flip()
}

private fun files(paths: List<Path>): List<ByteArray> = paths
    .flatMap { path ->
        if (!Files.isDirectory(path)) return@flatMap listOf(path)
        Files.list(path).use { inside -> inside.filter(Files::isRegularFile).sorted().toList() }
    }
    .map(Files::readAllBytes)

/** The length of [Expected.bytes]. */
private const val EXPECTED = 14
