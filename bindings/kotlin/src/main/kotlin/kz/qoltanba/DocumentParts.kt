package kz.qoltanba

import kz.qoltanba.ffi.DigestAlgorithm
import kz.qoltanba.ffi.attachmentIs
import kz.qoltanba.ffi.describeAttachment
import java.time.LocalDate

/** A digest algorithm. Attachments take SHA-256, Streebog or GOST 34.311. */
public enum class Digest {
    /** For old time stamps only. */
    SHA1,
    SHA256,
    SHA384,
    SHA512,

    /** GOST 34.311-95. */
    GOST34311,
    STREEBOG256,
    STREEBOG512,
    ;

    internal val native: DigestAlgorithm get() = DigestAlgorithm.entries[ordinal]
}

/** A field of a form, with its value as text in the form of its type (a date is `2024-03-08`). */
public data class Field(val key: String, val value: String) {
    internal fun tree() = tree("key" to key, "value" to value)

    override fun toString(): String = "Field($key)"
}

/**
 * A file beside a document, which carries its size and digest, so that a signature covers it too.
 *
 * @property name the name of the file or of the kind of document (`birth-certificate`).
 * @property mediaType the media type (`application/pdf`).
 * @property size the size in bytes.
 * @property algorithm the word of the digest algorithm.
 * @property digest the digest in hexadecimal.
 */
public data class Attachment(
    val name: String,
    val mediaType: String,
    val size: Long,
    val algorithm: String,
    val digest: String,
) {
    internal fun tree() = tree(
        "name" to name,
        "media_type" to mediaType,
        "size" to size,
        "digest" to tree("algorithm" to algorithm, "value" to digest),
    )

    /** Whether these are the bytes that were described. */
    public fun isFile(file: ByteArray): Boolean =
        translated { lend(Memory.ofThread().first.of(file)) { attachmentIs(json(tree()), it) } }

    override fun toString(): String = "Attachment($mediaType, $size bytes)"

    public companion object {
        /**
         * Describes a file.
         *
         * @throws InputException for an algorithm that is not one for attachments, or a media type that is none.
         */
        @JvmStatic
        @JvmOverloads
        public fun of(name: String, mediaType: String, file: ByteArray, digest: Digest = Digest.SHA256): Attachment =
            translated {
                lend(Memory.ofThread().first.of(file)) { describeAttachment(name, mediaType, it, digest.native) }
            }.let { attachment(Tree.of(it)) }
    }
}

/** Who asks for a service: IIN of a natural, BIN of a legal person, and the name. */
public data class Applicant(val number: IdentityNumber, val name: String) {
    override fun toString(): String = "Applicant(…)"
}

/** Who acts for an applicant, by a power of attorney; only a notarised one is entered. */
public data class Representative(val iin: Iin, val name: String, val powerOfAttorney: PowerOfAttorney) {
    internal fun tree() = tree(
        "iin" to iin,
        "name" to name,
        "power_of_attorney" to tree(
            "number" to powerOfAttorney.number,
            "certified" to powerOfAttorney.certified,
            "notary" to powerOfAttorney.notary,
        ),
    )

    override fun toString(): String = "Representative(…)"
}

/** A notarised power of attorney: its number in the register, when it was certified, and by whom. */
public data class PowerOfAttorney(val number: String, val certified: LocalDate, val notary: String) {
    override fun toString(): String = "PowerOfAttorney(…)"
}

/** The registration of a request. */
public data class Registration(val number: String, val day: LocalDate)

/** Whether paper documents were seen. */
public enum class Paper(override val word: String) : Listed {
    /** They were, by the employee or operator. */
    PRESENT("present"),

    /** They were not. */
    ABSENT("absent"),
}

/** Whether a document states that it is equal to one on paper. */
public enum class Equivalence(override val word: String) : Listed {
    /** It does. */
    STATED("stated"),

    /** It does not: only kokpekty-2012 prints the statement. */
    NOT_STATED("not-stated"),
}

/** How long a result is valid: both days belong to it. */
public data class Validity(val first: LocalDate, val last: LocalDate)

/** To whom a document is addressed. */
public data class Addressee @JvmOverloads constructor(val name: String, val number: IdentityNumber? = null) {
    internal fun tree() = tree("name" to name, "number" to number?.tagged())

    override fun toString(): String = "Addressee(…)"
}

/** Whose data a barcode holds: the department that signed, and its region. */
public data class BarcodeStatement(val department: String, val region: String)

/** A refusal in words, and whose words these are. */
public data class RefusalText(val language: Language, val origin: Origin, val text: String)

internal fun attachment(tree: Tree): Attachment = tree.child("digest").let {
    Attachment(tree.text("name"), tree.text("media_type"), tree.number("size"), it.text("algorithm"), it.text("value"))
}

internal fun addressee(tree: Tree): Addressee = Addressee(tree.text("name"), tree.identityOrNull("number"))

private fun fields(tree: Tree) = tree.children("fields").map { Field(it.text("key"), it.text("value")) }

internal fun serviceRequest(tree: Tree): ServiceRequest = ServiceRequest(
    service = tree.text("service"),
    channel = tree.word("channel"),
    applicant = tree.child("applicant").let { Applicant(checkNotNull(it.identityOrNull("number")), it.text("name")) },
    form = tree.text("form"),
    fields = fields(tree),
    created = tree.moment("created"),
    representative = tree.childOrNull("representative")?.let {
        val power = it.child("power_of_attorney")
        val certified = PowerOfAttorney(power.text("number"), power.day("certified"), power.text("notary"))
        Representative(Iin(it.text("iin")), it.text("name"), certified)
    },
    paper = tree.word("paper"),
    attachments = tree.children("attachments").map(::attachment),
    registration = tree.childOrNull("registration")?.let { Registration(it.text("number"), it.day("day")) },
)

internal fun serviceResult(tree: Tree): ServiceResult = ServiceResult(
    service = tree.text("service"),
    resultKind = tree.word("kind"),
    issued = tree.day("issued"),
    addressee = addressee(tree.child("addressee")),
    fields = fields(tree),
    number = tree.textOrNull("number"),
    validity = tree.childOrNull("validity")?.let { Validity(it.day("from"), it.day("until")) },
    request = tree.textOrNull("request"),
    equivalence = tree.word("equivalence"),
    barcode = tree.childOrNull("barcode")?.let { BarcodeStatement(it.text("department"), it.text("region")) },
)

internal fun refusalDocument(tree: Tree): RefusalDocument = RefusalDocument(
    service = tree.text("service"),
    channel = tree.word("channel"),
    step = tree.text("step"),
    by = tree.word("by"),
    code = tree.word("code"),
    at = tree.moment("at"),
    texts = tree.children("texts").map { RefusalText(it.language("language"), it.word("origin"), it.text("text")) },
    about = tree.wordOrNull("about"),
    number = tree.textOrNull("number"),
    addressee = tree.childOrNull("addressee")?.let(::addressee),
    subReasons = tree.texts("sub_reasons"),
    reason = tree.textOrNull("reason"),
)

internal fun notification(tree: Tree): Notification = Notification(
    service = tree.text("service"),
    notificationKind = tree.word("kind"),
    at = tree.moment("at"),
    language = tree.language("language"),
    text = tree.text("text"),
    request = tree.textOrNull("request"),
    status = tree.textOrNull("status"),
    until = tree.momentOrNull("until"),
)

internal fun questionnaire(tree: Tree): Questionnaire = Questionnaire(
    service = tree.text("service"),
    at = tree.moment("at"),
    processAndResult = tree.word("process_and_result"),
    information = tree.word("information"),
)
