package kz.qoltanba

import kz.qoltanba.ffi.printResult
import kz.qoltanba.ffi.Forms as NativeForms

/**
 * A form.
 *
 * @property service the id of the service.
 * @property id the id of the form in its service; of a result form, the kind of result.
 * @property role what it is for.
 * @property languages the languages that it is printed in.
 * @property title its title by language, line by line.
 * @property fields its fields, in printed order.
 * @property src the lines of the decree; empty for a form of the caller's own.
 */
public data class Form(
    val service: String,
    val id: String,
    val role: FormRole,
    val languages: List<Language>,
    val title: Map<Language, List<String>>,
    val fields: List<FormField>,
    val src: List<String>,
)

/**
 * A field of a form.
 *
 * @property key the stable key.
 * @property type the type of its value.
 * @property mandatory whether it must be filled in.
 * @property choices the values that a choice allows.
 * @property choiceLabels the words that are printed for the values of a choice, in their order, by language.
 * @property most how many characters a text, or a line of a list, has at most.
 * @property sameAs the key whose value is printed here again.
 * @property labels the labels around the blank, by language, in printed order.
 * @property printedRule the rule that the form itself prints, in short English.
 * @property src the lines of the decree.
 */
public data class FormField(
    val key: String,
    val type: ValueType,
    val mandatory: Boolean,
    val choices: List<String>,
    val choiceLabels: Map<Language, List<String>>,
    val most: Int?,
    val sameAs: String?,
    val labels: Map<Language, List<String>>,
    val printedRule: String?,
    val src: List<String>,
)

/** A field that breaks a rule. */
public data class FieldViolation(val field: String, val rule: String)

/** A set of forms: the built-in ones, and those that a caller adds. It never changes; adding gives another set. */
public class Forms private constructor(private val native: NativeForms) : AutoCloseable {
    /** The built-in forms. */
    public constructor() : this(translated { NativeForms.builtin() })

    /**
     * These forms and those of a TOML or JSON text in the form of the built-in files.
     *
     * @throws InputException for a text that does not follow the schema, or a form that is there already.
     */
    public fun adding(text: String): Forms = Forms(translated { native.adding(text) })

    /** Service and id of every form. */
    public val ids: List<Pair<String, String>> get() = native.ids().map { (service, id) -> service to id }

    /**
     * One form.
     *
     * @throws InputException for one that is not among these.
     */
    public fun form(service: String, id: String): Form = form(Tree.of(translated { native.form(service, id) }))

    /** Every field that breaks a rule, in the order of the form, and then every given field that the form does not have. */
    @JvmOverloads
    public fun violations(
        service: String,
        id: String,
        fields: List<Field>,
        attachments: List<Attachment> = emptyList(),
    ): List<FieldViolation> = translated {
        native.violations(service, id, json(fields.map(Field::tree)), json(attachments.map(Attachment::tree)))
    }.map { FieldViolation(it.field, it.rule) }

    /** The same of a request. */
    public fun violations(request: ServiceRequest): List<FieldViolation> =
        violations(request.service, request.form, request.fields, request.attachments)

    /**
     * The printed page of a result: one HTML file without script, link or picture from elsewhere. The labels are those of the
     * result's form; where these forms lack it, the fields stand under their keys.
     */
    @JvmOverloads
    public fun printResult(result: ServiceResult, barcodes: List<BarcodePart> = emptyList()): String =
        translated { printResult(result.json(), native, barcodes.map { it.text }) }

    override fun close(): Unit = native.close()

    override fun toString(): String = "Forms(${native.ids().size})"
}

private fun form(tree: Tree) = Form(
    service = tree.text("service"),
    id = tree.text("id"),
    role = tree.word("role"),
    languages = tree.texts("languages").map { code -> wordOf(Language.entries, Language::code, code) },
    title = tree.byLanguage("title", ::lines),
    fields = tree.children("field").map(::formField),
    src = tree.texts("src"),
)

private fun formField(tree: Tree) = FormField(
    key = tree.text("key"),
    type = tree.word("type"),
    mandatory = tree.text("need") == "mandatory",
    choices = tree.texts("choices"),
    choiceLabels = tree.byLanguage("choice_labels", ::lines),
    most = tree.numberOrNull("most")?.toInt(),
    sameAs = tree.textOrNull("same_as"),
    labels = tree.byLanguage("labels", ::lines),
    printedRule = tree.textOrNull("printed_rule"),
    src = tree.texts("src"),
)

private fun lines(value: Any?): List<String> = (value as List<*>).map { it as String }
