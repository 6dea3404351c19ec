package kz.qoltanba

import kz.qoltanba.ffi.Encapsulation
import java.nio.ByteBuffer
import java.time.Instant
import kz.qoltanba.ffi.Signer as NativeSigner

/**
 * A private key with its certificate, from a PKCS#12 file. The key never leaves the library; [close] erases it.
 *
 * @param alias chooses a key where the file has several.
 * @throws InputException for a wrong password, a file that cannot be read, and when not exactly one key with its
 * certificate is chosen.
 */
public class Signer @JvmOverloads constructor(file: ByteArray, password: String, alias: String? = null) : AutoCloseable {
    private val native: NativeSigner = translated {
        lend(Memory.ofThread().first.of(file)) { NativeSigner.open(it, password, alias) }
    }

    /** The certificate in DER. Check it before anything is signed. */
    public val certificate: ByteArray get() = translated { native.certificate() }

    /**
     * A CAdES-BES signature in DER with the content inside.
     *
     * @param signingTime what the signer claims, if anything.
     */
    @JvmOverloads
    public fun signCms(content: ByteArray, signingTime: Instant? = null): ByteArray =
        sign(content) { native.signCms(it, Encapsulation.ATTACHED, signingTime?.epochSecond) }

    /** A CAdES-BES signature in DER without the content. */
    @JvmOverloads
    public fun signDetachedCms(content: ByteArray, signingTime: Instant? = null): ByteArray =
        sign(content) { native.signCms(it, Encapsulation.DETACHED, signingTime?.epochSecond) }

    /** The message with a further signature; those that are there stay as they are. */
    @JvmOverloads
    public fun addToCms(message: ByteArray, signingTime: Instant? = null): ByteArray =
        sign(message) { native.addToCms(it, signingTime?.epochSecond) }

    /** The detached message over [content] with a further signature. */
    @JvmOverloads
    public fun addToDetachedCms(message: ByteArray, content: ByteArray, signingTime: Instant? = null): ByteArray =
        lend(Memory.ofThread().second.of(content)) { apart ->
            sign(message) { native.addToDetachedCms(it, apart, signingTime?.epochSecond) }
        }

    /** The XML document with a signature as the last child of its document element. */
    public fun signXml(document: ByteArray): ByteArray = sign(document, native::signXml)

    /** The SOAP message with its Body signed (WS-Security). */
    public fun signWss(message: ByteArray): ByteArray = sign(message, native::signWss)

    /** A compact JWS. */
    public fun signJws(payload: ByteArray): String = sign(payload, native::signJws)

    /** The bare signature value. */
    public fun signRaw(octets: ByteArray): ByteArray = sign(octets, native::signRaw)

    override fun close(): Unit = native.close()

    override fun toString(): String = "Signer(…)"

    private inline fun <T> sign(input: ByteArray, make: (ByteBuffer) -> T): T =
        translated { lend(Memory.ofThread().first.of(input), make) }
}
