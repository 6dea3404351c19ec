package kz.qoltanba

import kz.qoltanba.ffi.Encapsulation
import java.nio.ByteBuffer
import java.nio.file.Path
import java.time.Instant
import kz.qoltanba.ffi.CertificateReference as NativeReference
import kz.qoltanba.ffi.OnRefusal as NativeOnRefusal
import kz.qoltanba.ffi.RsaPadding as NativePadding
import kz.qoltanba.ffi.Signer as NativeSigner

/** How a CMS signature binds the signer's certificate. */
public enum class CertificateReference {
    /** By signingCertificateV2: CAdES, as the national rules ask. */
    V2,

    /** By signingCertificate, with SHA-1. */
    V1,

    /** Not at all: plain CMS. */
    ABSENT,
    ;

    internal val native: NativeReference get() = NativeReference.entries[ordinal]
}

/** The padding of an RSA signature. */
public enum class RsaPadding {
    /** RSASSA-PKCS1-v1_5, the usual one. */
    PKCS1,

    /** RSASSA-PSS. */
    PSS,
}

/** Whether a certificate that the checks refuse may sign all the same. */
public enum class OnRefusal {
    /** It does not sign. */
    STOP,

    /** It signs; the caller takes the responsibility, and has the report. */
    SIGN_ANYWAY,
}

/** What came of the checks before signing. */
public sealed class CheckedSigner {
    /** The report on the certificate. */
    public abstract val report: Report

    /** The key may sign. The report can still say "undetermined": read its decision. */
    public class Allowed internal constructor(public val signer: Signer, override val report: Report) : CheckedSigner()

    /** The certificate is refused. */
    public class Refused internal constructor(override val report: Report) : CheckedSigner()

    override fun toString(): String = "${javaClass.simpleName}($report)"
}

/**
 * A private key with its certificate, of a PKCS#12 file, [ofKey], [fromToken] or [external]. The key never leaves the library; [close]
 * erases it. Use [checked] before signing.
 */
public class Signer private constructor(private val native: NativeSigner) : AutoCloseable {
    /**
     * The key of a PKCS#12 file.
     *
     * @param alias chooses a key where the file has several.
     * @throws InputException for a wrong password, a file that cannot be read, and when not exactly one key with its
     * certificate is chosen.
     */
    @JvmOverloads
    public constructor(file: ByteArray, password: String, alias: String? = null) : this(
        translated { lend(Memory.ofThread().first.of(file)) { NativeSigner.open(it, password, alias) } },
    )

    /** The certificate in DER. */
    public val certificate: ByteArray get() = translated { native.certificate() }

    /** The digest algorithm of this signer's signatures. */
    public val digestAlgorithm: Digest get() = Digest.entries[translated { native.digestAlgorithm() }.ordinal]

    /** The same RSA key with this padding. */
    public fun withPadding(padding: RsaPadding): Signer =
        Signer(translated { native.withPadding(NativePadding.entries[padding.ordinal]) })

    /** This signer after the checks of its certificate, as the regulations ask for them before anything is signed. */
    @JvmOverloads
    public fun checked(
        verifier: Verifier,
        at: Instant,
        expected: Expected = Expected(),
        onRefusal: OnRefusal = OnRefusal.STOP,
    ): CheckedSigner {
        val wanted = Memory.ofThread().expected.of(expected.bytes())
        val checked = translated {
            lend(wanted) { native.check(verifier.native, it, at.epochSecond, NativeOnRefusal.entries[onRefusal.ordinal]) }
        }
        val report = Report(decision(checked.decision), checked.report)
        return if (checked.maySign) CheckedSigner.Allowed(this, report) else CheckedSigner.Refused(report)
    }

    /**
     * A CAdES-BES signature in DER with the content inside.
     *
     * @param signingTime what the signer claims, if anything.
     */
    @JvmOverloads
    public fun signCms(
        content: ByteArray,
        signingTime: Instant? = null,
        reference: CertificateReference = CertificateReference.V2,
    ): ByteArray =
        sign(content) { native.signCms(it, Encapsulation.ATTACHED, reference.native, signingTime?.epochSecond) }

    /** A CAdES-BES signature in DER without the content. */
    @JvmOverloads
    public fun signDetachedCms(
        content: ByteArray,
        signingTime: Instant? = null,
        reference: CertificateReference = CertificateReference.V2,
    ): ByteArray =
        sign(content) { native.signCms(it, Encapsulation.DETACHED, reference.native, signingTime?.epochSecond) }

    /** A detached CAdES-BES signature over a content that was hashed elsewhere, by [digestAlgorithm]. */
    @JvmOverloads
    public fun signCmsDigest(
        digest: ByteArray,
        signingTime: Instant? = null,
        reference: CertificateReference = CertificateReference.V2,
    ): ByteArray = sign(digest) { native.signCmsDigest(it, reference.native, signingTime?.epochSecond) }

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

    /** The XML document with a signature of XAdES level B, which takes a timestamp. [id] is new in the document. */
    @JvmOverloads
    public fun signXades(document: ByteArray, signingTime: Instant, id: String = "signature"): ByteArray =
        sign(document) { native.signXades(it, signingTime.epochSecond, id) }

    /** The SOAP message with its Body signed (WS-Security). */
    public fun signWss(message: ByteArray): ByteArray = sign(message, native::signWss)

    /** A compact JWS. */
    public fun signJws(payload: ByteArray): String = sign(payload, native::signJws)

    /** The bare signature value. */
    public fun signRaw(octets: ByteArray): ByteArray = sign(octets, native::signRaw)

    /** The question to a timestamp authority about this signer's last signature in a message or document. */
    @JvmOverloads
    public fun timestampRequest(signed: ByteArray, policy: String? = null): TimestampRequest =
        TimestampRequest(Timestamps.octetsToStamp(signed, own(signed)), policy = policy)

    /** The message or document with a timestamp in this signer's last signature: CAdES-T, XAdES-T. */
    public fun addTimestamp(signed: ByteArray, token: ByteArray): ByteArray = Timestamps.add(signed, token, own(signed))

    /**
     * Answers a timestamp request as an authority, for closed systems that run one: the certificate is for timeStamping
     * alone. The caller sees to it that no [serial] is used twice, and that [at] is the time.
     */
    public fun issueTimestamp(request: ByteArray, policy: String, serial: Long, at: Instant): ByteArray =
        sign(request) { native.issueTimestamp(it, policy, serial.toULong(), at.epochSecond) }

    private fun own(signed: ByteArray): Int = sign(signed, native::ownSignature).toInt()

    override fun close(): Unit = native.close()

    override fun toString(): String = "Signer(…)"

    private inline fun <T> sign(input: ByteArray, make: (ByteBuffer) -> T): T =
        translated { lend(Memory.ofThread().first.of(input), make) }

    public companion object {
        /**
         * Joins a private key (PKCS#8, PKCS#1 or SEC 1, DER or PEM, not encrypted) and its certificate.
         *
         * @throws InputException when one of them cannot be read, or they do not belong together.
         */
        @JvmStatic
        public fun ofKey(privateKey: ByteArray, certificate: ByteArray): Signer = lend(Memory.ofThread().second.of(certificate)) { own ->
            Signer(translated { lend(Memory.ofThread().first.of(privateKey)) { NativeSigner.ofKey(it, own) } })
        }

        /**
         * A key of a token or a hardware security module, through the PKCS#11 library [module]: RSA and ECDSA.
         *
         * The library's code runs in this process. The PIN is tried once: a token locks after a few attempts.
         * PKCS#11 logs a whole program in: while a signer of the token is open, another one opens without the PIN being asked.
         *
         * @param label that of the token.
         * @param key chooses a key where the token has several.
         * @param certificate is given where the token holds none.
         * @throws InputException of [ErrorKind.WRONG_PASSWORD] for a refused PIN, of [ErrorKind.KEY] when not exactly one
         * token, key and certificate is there, of [ErrorKind.EXTERNAL] when the token fails.
         */
        @JvmStatic
        @JvmOverloads
        public fun fromToken(
            module: Path,
            label: String,
            pin: String,
            key: String? = null,
            certificate: ByteArray? = null,
        ): Signer = Signer(translated { NativeSigner.fromToken(module.toString(), label, pin, key, certificate) })

        /**
         * Joins a key that is kept elsewhere, in a token or a signing service, and its certificate.
         *
         * The library verifies each value under the certificate: one that does not fit is not given out, and the exception
         * is of [ErrorKind.KEY].
         *
         * @throws InputException when the certificate cannot be read, or its key does not sign here.
         */
        @JvmStatic
        public fun external(certificate: ByteArray, key: ExternalKey): Signer =
            Signer(translated { lend(Memory.ofThread().first.of(certificate)) { NativeSigner.external(it, Elsewhere(key)) } })
    }
}
