package kz.qoltanba

import kz.qoltanba.ffi.InputException as NativeException

/** What kind of rule was broken. */
public enum class ErrorKind {
    /** The bytes break the rules of their format. */
    MALFORMED,

    /** Larger, deeper or longer than a limit of the library. */
    LIMIT_EXCEEDED,

    /** Well formed, but it uses something that the library does not implement. */
    UNSUPPORTED,

    /** One of several things of a kind breaks a rule: a part of a barcode set, an attachment, an entry of a trail. */
    ITEM,

    /** An argument of the call breaks its rule. */
    INVALID_ARGUMENT,

    /** The password does not open the key file, or the file was changed; a token refuses the PIN. */
    WRONG_PASSWORD,

    /** No key in the file fits what was asked for, or a signature does not fit the certificate. */
    KEY,

    /** A key that is kept elsewhere did not sign, or its token cannot be used. What was thrown there is the cause. */
    EXTERNAL,

    /** The cryptographic operation could not be carried out. */
    CRYPTO,
}

/**
 * The input could not be used, and nothing was decided. A failed check is never an exception: it is data in the report.
 *
 * @property kind what kind of rule was broken.
 * @property detail one English line that names the place and the rule. It never repeats content of the input, so it may
 * be logged.
 * @property offset offset in bytes from the start of the input (of the decoded bytes, if it was text), where there is one.
 */
public class InputException internal constructor(
    public val kind: ErrorKind,
    public val detail: String,
    public val offset: Long? = null,
    cause: Throwable? = null,
) : IllegalArgumentException(detail, cause)

/** Runs [block] with this package's exception for one of the native library. */
internal inline fun <T> translated(block: () -> T): T =
    try {
        block()
    } catch (error: NativeException) {
        throw fromNative(error)
    }

internal fun fromNative(error: NativeException): InputException = when (error) {
    is NativeException.Malformed -> InputException(ErrorKind.MALFORMED, error.detail, error.offset.toLong())
    is NativeException.LimitExceeded -> InputException(ErrorKind.LIMIT_EXCEEDED, error.detail)
    is NativeException.Unsupported -> InputException(ErrorKind.UNSUPPORTED, error.detail, error.offset.toLong())
    is NativeException.Item -> InputException(ErrorKind.ITEM, error.detail)
    is NativeException.InvalidArgument -> InputException(ErrorKind.INVALID_ARGUMENT, error.detail)
    is NativeException.WrongPassword -> InputException(ErrorKind.WRONG_PASSWORD, error.detail)
    is NativeException.Key -> InputException(ErrorKind.KEY, error.detail)
    is NativeException.External -> InputException(ErrorKind.EXTERNAL, error.detail, cause = Elsewhere.takeThrown())
    is NativeException.Crypto -> InputException(ErrorKind.CRYPTO, error.detail)
}
