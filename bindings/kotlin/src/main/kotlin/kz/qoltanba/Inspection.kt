package kz.qoltanba

import kz.qoltanba.ffi.inspect

/** What a file holds. Nothing is verified. */
public object Inspection {
    /**
     * Describes a file, in maps, lists, texts and numbers; `kind` is `certificate`, `crl`, `cms`, `timestamp-token`,
     * `ocsp-response`, `pkcs12`, `xml` or `barcode`. [password] opens a key file, whose keys are not shown.
     *
     * @throws InputException for a file that cannot be read, or that the password does not open.
     */
    @JvmStatic
    @JvmOverloads
    public fun of(file: ByteArray, password: String? = null): Map<String, Any?> = Tree.of(json(file, password)).plain()

    /** The same as JSON. */
    @JvmStatic
    @JvmOverloads
    public fun json(file: ByteArray, password: String? = null): String =
        translated { lend(Memory.ofThread().first.of(file)) { inspect(it, password) } }
}
