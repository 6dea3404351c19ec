package kz.qoltanba

import java.security.SecureRandom
import kz.qoltanba.ffi.Hasher as NativeHasher
import kz.qoltanba.ffi.TimestampRequest as NativeRequest
import kz.qoltanba.ffi.addArchiveTimestamp as nativeAddArchive
import kz.qoltanba.ffi.addEvidence as nativeAddEvidence
import kz.qoltanba.ffi.addTimestamp as nativeAdd
import kz.qoltanba.ffi.octetsToArchive as nativeToArchive
import kz.qoltanba.ffi.octetsToStamp as nativeToStamp

/** The answer of a timestamp authority. */
public sealed class TimestampAnswer {
    /** A token; it is verified together with the signature that it goes into. */
    public class Granted internal constructor(public val token: ByteArray) : TimestampAnswer() {
        override fun toString(): String = "Granted(…)"
    }

    /**
     * A refusal.
     *
     * @property status PKIStatus, 2 to 5 (RFC 3161, 2.4.2).
     * @property failure the number of the first bit of PKIFailureInfo, for instance 15 for unacceptedPolicy.
     */
    public data class Rejected(val status: Int, val failure: Int?) : TimestampAnswer()
}

/**
 * A question to a timestamp authority (RFC 3161). Sending it is the caller's part.
 *
 * @param stamped what is to be stamped: of a signature, [Timestamps.octetsToStamp].
 * @param digest the digest that is sent.
 * @param nonce drawn at random unless one is given; the answer has to repeat it.
 * @param policy the policy that is asked for, an object identifier.
 */
public class TimestampRequest @JvmOverloads constructor(
    stamped: ByteArray,
    digest: Digest = Digest.SHA256,
    nonce: Long = RANDOM.nextLong() ushr 1,
    policy: String? = null,
) : AutoCloseable {
    private val native: NativeRequest = translated {
        lend(Memory.ofThread().first.of(stamped)) { NativeRequest(it, digest.native, nonce.toULong(), policy) }
    }

    /** What to send by HTTP POST, as `application/timestamp-query`. */
    public val der: ByteArray get() = translated { native.encode() }

    /**
     * Reads the answer.
     *
     * @throws InputException when it is none, or answers another request.
     */
    public fun read(response: ByteArray): TimestampAnswer {
        val answer = translated { lend(Memory.ofThread().first.of(response)) { native.readResponse(it) } }
        return answer.token?.let { TimestampAnswer.Granted(it) }
            ?: TimestampAnswer.Rejected(checkNotNull(answer.status).toInt(), answer.failure?.toInt())
    }

    override fun close(): Unit = native.close()

    override fun toString(): String = "TimestampRequest(…)"

    private companion object {
        val RANDOM = SecureRandom()
    }
}

/** Timestamps and evidence put into signatures. A place counts the signatures of a message from 0. */
public object Timestamps {
    /** What a timestamp of a signature has to be over: in a CMS message, or in an XML document of XAdES level B. */
    @JvmStatic
    @JvmOverloads
    public fun octetsToStamp(signed: ByteArray, signature: Int = 0): ByteArray =
        translated { lend(Memory.ofThread().first.of(signed)) { nativeToStamp(it, place(signature)) } }

    /** The message or document with a timestamp in that signature: CAdES-T, XAdES-T. */
    @JvmStatic
    @JvmOverloads
    public fun add(signed: ByteArray, token: ByteArray, signature: Int = 0): ByteArray = translated {
        lend(Memory.ofThread().second.of(token)) { stamp ->
            lend(Memory.ofThread().first.of(signed)) { nativeAdd(it, place(signature), stamp) }
        }
    }

    /** The CMS message with certificates, lists and OCSP responses (DER) inside: CAdES-LT. */
    @JvmStatic
    @JvmOverloads
    public fun addEvidence(
        message: ByteArray,
        certificates: List<ByteArray> = emptyList(),
        crls: List<ByteArray> = emptyList(),
        ocsp: List<ByteArray> = emptyList(),
    ): ByteArray = translated {
        // Four inputs are more than a thread keeps memory for.
        lend(packedApart(certificates)) { paths ->
            lend(packedApart(crls)) { lists ->
                lend(packedApart(ocsp)) { answers ->
                    lend(Memory.ofThread().first.of(message)) { nativeAddEvidence(it, paths, lists, answers) }
                }
            }
        }
    }

    /** What an archive timestamp of a CMS signature has to be over. [content] is that of a detached message. */
    @JvmStatic
    @JvmOverloads
    public fun octetsToArchive(
        message: ByteArray,
        content: ByteArray? = null,
        signature: Int = 0,
        digest: Digest = Digest.SHA256,
    ): ByteArray = translated {
        lend(Memory.ofThread().first.of(message)) { nativeToArchive(it, place(signature), content, digest.native) }
    }

    /** The CMS message with an archive timestamp over [octetsToArchive]: CAdES-LTA. */
    @JvmStatic
    @JvmOverloads
    public fun addArchive(
        message: ByteArray,
        token: ByteArray,
        content: ByteArray? = null,
        signature: Int = 0,
        digest: Digest = Digest.SHA256,
    ): ByteArray = translated {
        lend(Memory.ofThread().second.of(token)) { stamp ->
            lend(Memory.ofThread().first.of(message)) {
                nativeAddArchive(it, place(signature), content, digest.native, stamp)
            }
        }
    }

    private fun place(signature: Int): UInt {
        require(signature >= 0) { "a place is counted from 0" }
        return signature.toUInt()
    }
}

/** A digest of a content that is given piece by piece. */
public class Hasher(algorithm: Digest) : AutoCloseable {
    private val native = NativeHasher(algorithm.native)

    /** Goes on with the next piece. */
    public fun update(piece: ByteArray): Unit = translated { lend(Memory.ofThread().first.of(piece)) { native.update(it) } }

    /** The digest. The hasher can be finished once. */
    public fun finish(): ByteArray = translated { native.finish() }

    override fun close(): Unit = native.close()
}
