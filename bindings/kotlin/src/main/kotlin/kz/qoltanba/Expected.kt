package kz.qoltanba

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
