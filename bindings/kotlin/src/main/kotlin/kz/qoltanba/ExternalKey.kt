package kz.qoltanba

import kz.qoltanba.ffi.ExternalKey as NativeExternalKey
import kz.qoltanba.ffi.InputException as NativeException
import kz.qoltanba.ffi.SignatureAlgorithm as NativeAlgorithm

/**
 * How a key that is kept elsewhere has to sign, and in what form the value comes back.
 *
 * @property digest what a service that signs digests has to be given: [Hasher] or `java.security.MessageDigest` makes it.
 */
public enum class SignatureAlgorithm(public val digest: Digest) {
    /** RSASSA-PKCS1-v1_5 over SHA-256: `SHA256withRSA`. */
    RSA_PKCS1_SHA256(Digest.SHA256),

    /** RSASSA-PSS over SHA-256, with MGF1 over SHA-256 and a salt of 32 bytes. */
    RSA_PSS_SHA256(Digest.SHA256),

    /** ECDSA over SHA-256; a DER SEQUENCE of r and s: `SHA256withECDSA`. */
    ECDSA_SHA256(Digest.SHA256),

    /** ECDSA over SHA-384; a DER SEQUENCE of r and s: `SHA384withECDSA`. */
    ECDSA_SHA384(Digest.SHA384),

    /** GOST 34.310-2004 over GOST 34.311-95; r ‖ s, little-endian. */
    GOST34310_2004(Digest.GOST34311),

    /** GOST 34.310-2015 with 256 bits over Streebog-256; r ‖ s, little-endian. */
    GOST34310_2015_256(Digest.STREEBOG256),

    /** GOST 34.310-2015 with 512 bits over Streebog-512; r ‖ s, little-endian. */
    GOST34310_2015_512(Digest.STREEBOG512),
}

/** A private key that is kept elsewhere, in a token or a signing service, and signs there. [Signer.external] takes it. */
public fun interface ExternalKey {
    /**
     * Has [message], which is not hashed yet, signed, and gives the value. It is called on the thread that signs; what it
     * throws becomes the cause of an [InputException] of [ErrorKind.EXTERNAL].
     */
    @Throws(Exception::class)
    public fun sign(algorithm: SignatureAlgorithm, message: ByteArray): ByteArray
}

/** An external key as the native library calls it. */
internal class Elsewhere(private val key: ExternalKey) : NativeExternalKey {
    override fun sign(algorithm: NativeAlgorithm, message: ByteArray): ByteArray = try {
        // The call that signs still reads the memory of this thread; what the key calls gets other memory.
        Memory.apart { key.sign(SignatureAlgorithm.entries[algorithm.ordinal], message) }
    } catch (error: Throwable) {
        thrown.set(error)
        throw NativeException.External("the key signs")
    }

    companion object {
        private val thrown = ThreadLocal<Throwable>()

        /** What the key of this thread's last call threw. An [Error] is nobody's to wrap. */
        fun takeThrown(): Throwable? = thrown.get().also {
            thrown.remove()
            if (it is Error) throw it
        }
    }
}
