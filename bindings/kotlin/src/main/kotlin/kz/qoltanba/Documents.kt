package kz.qoltanba

import kz.qoltanba.ffi.checkAttachments
import kz.qoltanba.ffi.documentSchema
import kz.qoltanba.ffi.documentToXml
import kz.qoltanba.ffi.readUnverifiedDocument
import kz.qoltanba.ffi.statements
import java.time.Instant
import java.time.LocalDate

/**
 * An electronic document of the decrees: request, result, refusal, notification or questionnaire.
 *
 * Its data are those of persons, so `toString()` shows none of them.
 */
public sealed class Document {
    /** The id of the service (of its regulation). */
    public abstract val service: String

    internal abstract val kind: String

    internal abstract fun tree(): Map<String, Any?>

    internal fun json(): String = json(tree(kind to tree()))

    /**
     * The XML of the document without a signature. Sign these bytes: enveloped with [Signer.signXml], or with CMS.
     *
     * @throws InputException for a value that XML cannot carry.
     */
    public fun toXml(): ByteArray = translated { documentToXml(json()) }.toByteArray()

    final override fun toString(): String = "${javaClass.simpleName}($service)"

    public companion object {
        /**
         * Reads the XML of a document, signed or not. Its signatures are counted, not verified: [Verifier.openDocument] does.
         *
         * @throws InputException for a text that does not follow the schema.
         */
        @JvmStatic
        public fun readUnverified(xml: ByteArray): UnverifiedDocument = translated {
            lend(Memory.ofThread().first.of(xml)) { readUnverifiedDocument(it) }
        }.let { UnverifiedDocument(ofJson(it.document), it.signatures.toInt()) }

        /** The XML Schema of documents. */
        @JvmStatic
        public fun schema(): String = documentSchema()

        /**
         * The statements under a form, Kazakh and Russian: `equivalence` with paper, and what the `barcode` of this department
         * and region holds.
         */
        @JvmStatic
        public fun statements(statement: BarcodeStatement): Map<String, Map<Language, String>> {
            val said = Tree.of(translated { statements(statement.department, statement.region) })
            return listOf("equivalence", "barcode").associateWith { name -> said.byLanguage(name) { it as String } }
        }

        internal fun ofJson(json: String): Document {
            val (kind, tree) = Tree.of(json).plain().entries.single()
            return Tree(tree).let {
                when (kind) {
                    "request" -> serviceRequest(it)
                    "result" -> serviceResult(it)
                    "refusal" -> refusalDocument(it)
                    "notification" -> notification(it)
                    "questionnaire" -> questionnaire(it)
                    else -> error("an unknown kind of document")
                }
            }
        }
    }
}

/**
 * A document that was only read.
 *
 * @property document the document.
 * @property signatures how many enveloped signatures stand at its end.
 */
public data class UnverifiedDocument(val document: Document, val signatures: Int)

/**
 * A request for a service: what a consumer, or an employee on behalf of one, signs.
 *
 * @property channel the channel.
 * @property applicant who asks.
 * @property form the id of the form.
 * @property fields the fields of the form.
 * @property created when the request was made.
 * @property representative who acts for the applicant.
 * @property paper whether paper documents were seen.
 * @property attachments the attachments.
 * @property registration its registration. A request that the consumer signs has none yet.
 */
public class ServiceRequest @JvmOverloads constructor(
    override val service: String,
    public val channel: Channel,
    public val applicant: Applicant,
    public val form: String,
    public val fields: List<Field>,
    public val created: Instant,
    public val representative: Representative? = null,
    public val paper: Paper = Paper.ABSENT,
    public val attachments: List<Attachment> = emptyList(),
    public val registration: Registration? = null,
) : Document() {
    override val kind: String get() = "request"

    override fun tree(): Map<String, Any?> = tree(
        "service" to service,
        "channel" to channel,
        "applicant" to tree("number" to applicant.number.tagged(), "name" to applicant.name),
        "representative" to representative?.tree(),
        "form" to form,
        "fields" to fields.map(Field::tree),
        "paper" to paper,
        "attachments" to attachments.map(Attachment::tree),
        "created" to created,
        "registration" to registration?.let { tree("number" to it.number, "day" to it.day) },
    )

    /**
     * Checks files, by name, against the attachments: every one must be there, unchanged, and nothing else.
     *
     * @throws InputException that names the first attachment that is missing or changed.
     */
    public fun checkAttachments(files: Map<String, ByteArray>): Unit = translated {
        val (names, contents) = files.entries.map { it.key } to files.values.toList()
        lend(packed(contents)) { checkAttachments(json(), names, it) }
    }

    override fun equals(other: Any?): Boolean = other is ServiceRequest && other.tree() == tree()

    override fun hashCode(): Int = tree().hashCode()
}

/**
 * The result of a service: certificate, notification, referral, decision.
 *
 * @property resultKind the kind of result, which is also the id of its form.
 * @property issued the day of issue.
 * @property addressee to whom it is addressed.
 * @property fields the fields of its form.
 * @property number the number of the document; some forms have none.
 * @property validity how long it is valid, if it says so.
 * @property request the number of the request it answers.
 * @property equivalence whether it states that it is equal to one on paper.
 * @property barcode whose data its barcode holds, if it states so.
 */
public class ServiceResult @JvmOverloads constructor(
    override val service: String,
    public val resultKind: ResultKind,
    public val issued: LocalDate,
    public val addressee: Addressee,
    public val fields: List<Field>,
    public val number: String? = null,
    public val validity: Validity? = null,
    public val request: String? = null,
    public val equivalence: Equivalence = Equivalence.NOT_STATED,
    public val barcode: BarcodeStatement? = null,
) : Document() {
    override val kind: String get() = "result"

    override fun tree(): Map<String, Any?> = tree(
        "service" to service,
        "kind" to resultKind,
        "number" to number,
        "issued" to issued,
        "validity" to validity?.let { tree("from" to it.first, "until" to it.last) },
        "addressee" to addressee.tree(),
        "request" to request,
        "fields" to fields.map(Field::tree),
        "equivalence" to equivalence,
        "barcode" to barcode?.let { tree("department" to it.department, "region" to it.region) },
    )

    override fun equals(other: Any?): Boolean = other is ServiceResult && other.tree() == tree()

    override fun hashCode(): Int = tree().hashCode()
}

/**
 * A refusal as a document, or a notice after which a service goes on.
 *
 * @property channel the channel.
 * @property step the step of the regulation that expresses it.
 * @property by who refuses.
 * @property code the kind.
 * @property at when it was formed.
 * @property texts the refusal in words, by language.
 * @property about whose data, documents or signature are meant.
 * @property number the number of the document.
 * @property addressee to whom it is addressed; at a refused login nobody is known.
 * @property subReasons the machine words of a report, or what a registry lacks.
 * @property reason the reason in words.
 */
public class RefusalDocument @JvmOverloads constructor(
    override val service: String,
    public val channel: Channel,
    public val step: String,
    public val by: Actor,
    public val code: RefusalCode,
    public val at: Instant,
    public val texts: List<RefusalText>,
    public val about: Actor? = null,
    public val number: String? = null,
    public val addressee: Addressee? = null,
    public val subReasons: List<String> = emptyList(),
    public val reason: String? = null,
) : Document() {
    override val kind: String get() = "refusal"

    override fun tree(): Map<String, Any?> = tree(
        "service" to service,
        "channel" to channel,
        "step" to step,
        "by" to by,
        "about" to about,
        "code" to code,
        "number" to number,
        "at" to at,
        "addressee" to addressee?.tree(),
        "sub_reasons" to subReasons,
        "reason" to reason,
        "texts" to texts.map { tree("language" to it.language, "origin" to it.origin, "text" to it.text) },
    )

    /** The words in [language]. */
    public fun text(language: Language): String = texts.first { it.language == language }.text

    override fun equals(other: Any?): Boolean = other is RefusalDocument && other.tree() == tree()

    override fun hashCode(): Int = tree().hashCode()
}

/**
 * A line in the personal cabinet.
 *
 * @property notificationKind what it tells.
 * @property at when it was formed.
 * @property language the language of the text.
 * @property text the text.
 * @property request the number of the request.
 * @property status the status of the request, by its word in the regulation.
 * @property until until when the result is to be had.
 */
public class Notification @JvmOverloads constructor(
    override val service: String,
    public val notificationKind: NotificationKind,
    public val at: Instant,
    public val language: Language,
    public val text: String,
    public val request: String? = null,
    public val status: String? = null,
    public val until: Instant? = null,
) : Document() {
    override val kind: String get() = "notification"

    override fun tree(): Map<String, Any?> = tree(
        "service" to service,
        "kind" to notificationKind,
        "request" to request,
        "at" to at,
        "status" to status,
        "until" to until,
        "language" to language,
        "text" to text,
    )

    override fun equals(other: Any?): Boolean = other is Notification && other.tree() == tree()

    override fun hashCode(): Int = tree().hashCode()
}

/**
 * The answers to the questionnaire of an electronic service. It names no person.
 *
 * @property at when it was filled in.
 * @property processAndResult how the process and the result were.
 * @property information how the information was.
 */
public class Questionnaire(
    override val service: String,
    public val at: Instant,
    public val processAndResult: Satisfaction,
    public val information: Satisfaction,
) : Document() {
    override val kind: String get() = "questionnaire"

    override fun tree(): Map<String, Any?> = tree(
        "service" to service,
        "at" to at,
        "process_and_result" to processAndResult,
        "information" to information,
    )

    override fun equals(other: Any?): Boolean = other is Questionnaire && other.tree() == tree()

    override fun hashCode(): Int = tree().hashCode()
}
