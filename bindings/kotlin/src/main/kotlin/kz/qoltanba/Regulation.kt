package kz.qoltanba

/** Words, whose they are, and where they stand (lines of the decree; none for words of this library). */
public data class Wording(val text: String, val origin: Origin, val src: List<String>)

/**
 * A decree.
 *
 * @property key the stable key.
 * @property language the language of its text.
 * @property act body, kind, number and date of the act.
 * @property registered date and number of its registration, if printed.
 * @property repealed date and number of its repeal, if printed.
 * @property src the lines that say so.
 * @property textSha256 SHA-256, in hexadecimal, of the plain text whose lines are cited.
 */
public data class Decree(
    val key: String,
    val language: Language,
    val act: String,
    val registered: String?,
    val repealed: String?,
    val src: List<String>,
    val textSha256: String,
)

/** How a contradiction between or within the decrees is read: what contradicts, the reading chosen, the other one, and why. */
public data class Reading(
    val number: Int,
    val problem: String,
    val chosen: String,
    val alternative: String,
    val reason: String,
)

/** A kind of refusal, with its wording in each language; the English one is always a translation of this library. */
public data class RefusalKind(val code: RefusalCode, val wordings: Map<Language, Wording>)

/**
 * The checks of one subject.
 *
 * @property subject whose data or certificate.
 * @property what what is checked, in the printed order.
 * @property condition `power-of-attorney-entered`, when the checks are made only then.
 */
public data class SubjectChecks(val subject: Actor, val what: List<StepCheck>, val condition: String?)

/**
 * Who signs what in a step.
 *
 * @property signer the role of the signer.
 * @property signed what is signed.
 * @property act `signs`, or `carried` when the document signed before is sent on.
 * @property note `eds-not-named`, when the decree says "signs" and names no electronic signature.
 */
public data class SignatureRule(val signer: Actor, val signed: SignedObject, val act: String, val note: String?)

/**
 * A refusal that a step expresses.
 *
 * @property code the kind; the chosen reading.
 * @property effect `ends`, `goes-on` or `result`: what it does to the procedure.
 * @property place `step`, `action-table` or `text`: what prints it.
 * @property printed the kind that the source prints at this place, if it is another.
 * @property subReasons the sub-reasons that it can have.
 * @property text the words of the decree; without them, the sentence of the step.
 * @property src their lines.
 */
public data class StepRefusal(
    val code: RefusalCode,
    val effect: String,
    val place: String,
    val printed: RefusalCode?,
    val subReasons: List<SubReason>,
    val text: String?,
    val src: List<String>,
)

/**
 * One step of a channel.
 *
 * @property id `CHANNEL.LETTERNUMBER`: p process, c condition, u sub-item without a number, a act.
 * @property kind what the step is.
 * @property actor who acts.
 * @property action the step in short English.
 * @property sentence the sentence of the decree, in its language.
 * @property next what follows when it succeeds: a step, `end:…` or `not-stated`.
 * @property otherwise what follows when it does not.
 * @property checks what is checked, in the printed order.
 * @property signature who signs what.
 * @property onlyIf `not-yet-registered` or `second-signature`: when the step is walked at all.
 * @property status the status that the step leads to; derived.
 * @property term the term as the decree prints it, `<=5 working-day`.
 * @property derived which of the fields no word of the source says.
 * @property refusals the refusals that this step expresses.
 * @property src the lines of the sentence.
 */
public data class Step(
    val id: String,
    val kind: StepKind,
    val actor: Actor,
    val action: String,
    val sentence: String,
    val next: String,
    val otherwise: String?,
    val checks: List<SubjectChecks>,
    val signature: SignatureRule?,
    val onlyIf: String?,
    val status: Status?,
    val term: String?,
    val derived: List<String>,
    val refusals: List<StepRefusal>,
    val src: List<String>,
)

/** A whole term of the service, with the place that prints it. */
public data class WholeTerm(val term: String, val place: String, val src: List<String>)

/**
 * One channel of a service.
 *
 * @property id which channel.
 * @property place the place in the regulation.
 * @property certificateCheck `A`, `B`, `C` or `none`: in which form the certificate is checked.
 * @property wholeTerms the term of the service on this channel: the chosen one first, then others that are printed.
 * @property start the id of the first step.
 * @property steps the steps.
 * @property src its lines.
 */
public data class ChannelRules(
    val id: Channel,
    val place: String,
    val certificateCheck: String,
    val wholeTerms: List<WholeTerm>,
    val start: String,
    val steps: List<Step>,
    val src: List<String>,
) {
    /** The step with this id, or `null`. */
    public fun step(id: String): Step? = steps.find { it.id == id }
}

/**
 * One service regulation. What the typed properties leave out (tables of actions, facts, findings) is in [data].
 *
 * @property id the stable id, `DECREE-SERVICE`.
 * @property decree the key of the decree.
 * @property parallel the regulation of the same service in another decree.
 * @property consumers `natural-person`, `legal-person`; empty when the decree does not define it.
 * @property resultKinds what the service ends in.
 * @property name the name of the service by language; a missing language is printed nowhere.
 * @property channels the channels, in the order of the text.
 * @property src the lines of the regulation.
 * @property json all of it as JSON, in the names of the data files.
 */
public class Regulation internal constructor(public val json: String) {
    private val tree = Tree.of(json)
    public val id: String = tree.text("id")
    public val decree: String = tree.text("decree")
    public val parallel: String? = tree.textOrNull("parallel")
    public val consumers: List<String> = tree.texts("consumers")
    public val resultKinds: List<ResultKind> = tree.words("result_kinds")
    public val name: Map<Language, Wording> = tree.byLanguage("name") { wording(Tree(it)) }
    public val channels: List<ChannelRules> = tree.children("channel").map(::channelRules)
    public val src: List<String> = tree.texts("src")

    /** All of it in maps, lists, texts and numbers, in the names of the data files. */
    public val data: Map<String, Any?> get() = tree.plain()

    /** The rules of a channel, or `null`: there is no such channel in this regulation. */
    public fun channel(id: Channel): ChannelRules? = channels.find { it.id == id }

    override fun equals(other: Any?): Boolean = other is Regulation && other.json == json

    override fun hashCode(): Int = json.hashCode()

    override fun toString(): String = "Regulation($id)"
}

internal fun wording(tree: Tree): Wording = Wording(tree.text("text"), tree.word("origin"), tree.texts("src"))

internal fun decree(tree: Tree): Decree = Decree(
    key = tree.text("key"),
    language = tree.language("language"),
    act = tree.text("act"),
    registered = tree.textOrNull("registered"),
    repealed = tree.textOrNull("repealed"),
    src = tree.texts("src"),
    textSha256 = tree.text("text_sha256"),
)

internal fun reading(tree: Tree): Reading = Reading(
    number = tree.number("number").toInt(),
    problem = tree.text("problem"),
    chosen = tree.text("chosen"),
    alternative = tree.text("alternative"),
    reason = tree.text("reason"),
)

internal fun refusalKind(tree: Tree): RefusalKind =
    RefusalKind(tree.word("code"), Language.entries.associateWith { wording(tree.child(it.code)) })

internal fun signatureRule(tree: Tree): SignatureRule =
    SignatureRule(tree.word("signer"), tree.word("object"), tree.text("act"), tree.textOrNull("note"))

internal fun step(tree: Tree): Step = Step(
    id = tree.text("id"),
    kind = tree.word("kind"),
    actor = tree.word("actor"),
    action = tree.text("action"),
    sentence = tree.text("sentence"),
    next = tree.text("next"),
    otherwise = tree.textOrNull("otherwise"),
    checks = tree.children("checks").map { SubjectChecks(it.word("subject"), it.words("what"), it.textOrNull("when")) },
    signature = tree.childOrNull("signature")?.let(::signatureRule),
    onlyIf = tree.textOrNull("only_if"),
    status = tree.wordOrNull("status"),
    term = tree.textOrNull("term"),
    derived = tree.texts("derived"),
    refusals = tree.children("refusal").map(::stepRefusal),
    src = tree.texts("src"),
)

private fun stepRefusal(tree: Tree) = StepRefusal(
    code = tree.word("code"),
    effect = tree.text("effect"),
    place = tree.text("place"),
    printed = tree.wordOrNull("printed"),
    subReasons = tree.words("sub_reasons"),
    text = tree.textOrNull("text"),
    src = tree.texts("src"),
)

private fun channelRules(tree: Tree) = ChannelRules(
    id = tree.word("id"),
    place = tree.text("place"),
    certificateCheck = tree.text("certificate_check"),
    wholeTerms = tree.children("whole_terms").map { WholeTerm(it.text("term"), it.text("place"), it.texts("src")) },
    start = tree.text("start"),
    steps = tree.children("step").map(::step),
    src = tree.texts("src"),
)
