package kz.qoltanba

import kz.qoltanba.ffi.Limits as NativeLimits

/**
 * The limits of a document, for a service that wants them tighter or wider; `null` is the library's own.
 *
 * A document above one of them is an [InputException] of [ErrorKind.LIMIT_EXCEEDED], never a verdict.
 *
 * @property documentBytes bytes of a signed document of any form, without a detached content.
 * @property jsonBytes bytes of a JWS in JSON.
 * @property signers signers of a CMS message.
 * @property signatures signatures of an XML document or a JWS.
 * @property references references of one XML signature.
 * @property coverings how often the references of all signatures may cover an XML document, in its lengths. A mebibyte is free.
 * @property canonicalGrowth how many times its own length an XML document may give out as canonical octets for one signature.
 * @property xmlNodes nodes of an XML document.
 */
public data class Limits @JvmOverloads constructor(
    val documentBytes: Long? = null,
    val jsonBytes: Long? = null,
    val signers: Long? = null,
    val signatures: Long? = null,
    val references: Long? = null,
    val coverings: Long? = null,
    val canonicalGrowth: Long? = null,
    val xmlNodes: Long? = null,
) {
    init {
        val all = listOf(documentBytes, jsonBytes, signers, signatures, references, coverings, canonicalGrowth, xmlNodes)
        require(all.all { it == null || it >= 0 }) { "a limit is no number of things" }
    }

    internal fun native() = NativeLimits(
        documentBytes?.toULong(),
        jsonBytes?.toULong(),
        signers?.toULong(),
        signatures?.toULong(),
        references?.toULong(),
        coverings?.toULong(),
        canonicalGrowth?.toULong(),
        xmlNodes?.toULong(),
    )
}
