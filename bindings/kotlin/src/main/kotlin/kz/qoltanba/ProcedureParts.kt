package kz.qoltanba

import kz.qoltanba.ffi.SignatureOfStep
import kz.qoltanba.ffi.signerMisfits
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneOffset
import kz.qoltanba.ffi.Calendar as NativeCalendar
import kz.qoltanba.ffi.Deadline as NativeDeadline

/**
 * Against whom the signers of a request are judged.
 *
 * @property applicant the number of the applicant; `null` where the service uses none.
 * @property provider the BIN of the provider; `null` makes the organisation of its signers undecidable.
 * @property centre the BIN of the centre.
 * @property coSigners others whom a form asks to sign together with the consumer.
 */
public data class Parties @JvmOverloads constructor(
    val applicant: IdentityNumber? = null,
    val provider: Bin? = null,
    val centre: Bin? = null,
    val coSigners: List<Iin> = emptyList(),
) {
    internal fun tree() = tree(
        "applicant" to applicant?.tagged(),
        "provider" to provider,
        "centre" to centre,
        "co_signers" to coSigners,
    )

    /** Every reason why the holder of a certificate may not sign in [role]; empty when the holder may. */
    public fun misfits(role: Actor, certificate: ByteArray): List<String> =
        translated { lend(Memory.ofThread().first.of(certificate)) { signerMisfits(role.word, json(tree()), it) } }
}

/**
 * A signature that was made in a step.
 *
 * @property report the report on the signed document. One on the chosen certificate verifies no signature.
 * @property signer which signer of the report, from 0.
 */
public data class StepSignature @JvmOverloads constructor(val report: Report, val signer: Int = 0) {
    init {
        require(signer >= 0) { "a signer is counted from 0" }
    }

    internal fun native() = SignatureOfStep(report.toJson(), signer.toUInt())
}

/** Which kind of outcome a step expects. */
public enum class ExpectedOutcome(override val word: String) : Listed {
    /** [StepOutcome.DONE], and where the step allows it `NOT_DONE`, `NOT_NEEDED` or [StepOutcome.Refused]. */
    WORK("work"),
    LOGIN("login"),
    FORM("form"),
    DATA("data"),
    REGISTRY("registry"),
    CERTIFICATE("certificate"),
    DECISION("decision"),
    CHOICE("choice"),
}

/**
 * What comes next.
 *
 * @property step the step.
 * @property expected what kind of outcome it expects.
 * @property signature who must or may sign what.
 * @property signatureRequired whether the step is not done without it; else it is accepted.
 */
public data class NextStep(
    val step: Step,
    val expected: ExpectedOutcome,
    val signature: SignatureRule?,
    val signatureRequired: Boolean,
)

/**
 * A refusal that a procedure issued: everything that the addressee has to be told.
 *
 * @property channel the channel.
 * @property step the step that expresses it.
 * @property by who refuses.
 * @property about whose data, documents or signature are meant, if the text says so.
 * @property code the kind; the chosen reading.
 * @property printed the kind that the decree prints at this place, if it is another.
 * @property subReasons the machine words of a report, or what a registry lacks.
 * @property reason the reason in words, where somebody gave one.
 * @property text the words of the decree.
 * @property src their lines.
 */
public data class IssuedRefusal(
    val service: String,
    val channel: Channel,
    val step: String,
    val by: Actor,
    val about: Actor?,
    val code: RefusalCode,
    val printed: RefusalCode?,
    val subReasons: List<String>,
    val reason: String?,
    val text: String,
    val src: List<String>,
) {
    override fun toString(): String = "IssuedRefusal($code at $step)"
}

/**
 * How a procedure ended.
 *
 * @property kind `result`, `negative-result`, `refused`, `returned`, `not-signed` or `not-stated`.
 * @property refusal the refusal, where there is one.
 * @property step the step after which the text does not say what follows.
 */
public data class Ending(val kind: String, val refusal: IssuedRefusal?, val step: String?)

/** What a procedure did with a report. */
public sealed class Move {
    /** It went on, to a step, `end:…` or `not-stated`. */
    public data class Advanced(val to: String) : Move()

    /**
     * It stays at the step.
     *
     * @property why `registry-unavailable`, `check-undetermined`, `form-violations`, `signer-does-not-fit`,
     * `co-signers-missing`, `signature-refused`, `signature-undetermined` or `returned-to-centre`.
     * @property misfits why the signer does not fit.
     * @property missing how many co-signers have not signed.
     */
    public data class Held @JvmOverloads constructor(
        val why: String,
        val misfits: List<String> = emptyList(),
        val missing: Int = 0,
    ) : Move()
}

/**
 * The days on which a body works: Monday to Friday, but for these. No decree has one, so it is the caller's.
 *
 * @property offset how far its clock is ahead of UTC.
 * @property holidays days that are not worked.
 * @property workingDays Saturdays and Sundays that are worked.
 */
public data class Calendar @JvmOverloads constructor(
    val offset: ZoneOffset,
    val holidays: Set<LocalDate> = emptySet(),
    val workingDays: Set<LocalDate> = emptySet(),
) {
    internal fun native() =
        NativeCalendar(offset.totalSeconds.toLong(), holidays.map { it.toString() }, workingDays.map { it.toString() })
}

/**
 * When a term ends.
 *
 * @property latest the last moment within the term; of a term in days, the last second of the last day.
 * @property earliest the earliest moment that a range names.
 * @property days `working`, `calendar`, `none`, or `not-stated` when calendar days were counted for want of a word.
 */
public data class Deadline(val latest: Instant, val earliest: Instant?, val days: String) {
    internal constructor(native: NativeDeadline) :
        this(Instant.ofEpochSecond(native.latest), native.earliest?.let(Instant::ofEpochSecond), native.days)
}

internal fun nextStep(tree: Tree): NextStep {
    val need = tree.childOrNull("signature")
    return NextStep(
        step = step(tree.child("step")),
        expected = tree.word("expected"),
        signature = need?.child("rule")?.let(::signatureRule),
        signatureRequired = need?.text("need") == "required",
    )
}

internal fun ending(tree: Tree): Ending =
    Ending(tree.text("kind"), tree.childOrNull("refusal")?.let(::issuedRefusal), tree.textOrNull("step"))

internal fun issuedRefusal(tree: Tree): IssuedRefusal = IssuedRefusal(
    service = tree.text("service"),
    channel = tree.word("channel"),
    step = tree.text("step"),
    by = tree.word("by"),
    about = tree.wordOrNull("about"),
    code = tree.word("code"),
    printed = tree.wordOrNull("printed"),
    subReasons = tree.texts("sub_reasons"),
    reason = tree.textOrNull("reason"),
    text = tree.text("text"),
    src = tree.texts("src"),
)

internal fun move(tree: Tree): Move {
    tree.textOrNull("to")?.let { return Move.Advanced(it) }
    return when (val held = tree.plain().getValue("held")) {
        is String -> Move.Held(held)
        is Map<*, *> -> held.entries.single().let { (why, detail) ->
            if (detail is List<*>) {
                Move.Held(why as String, misfits = detail.map { it as String })
            } else {
                Move.Held(why as String, missing = (detail as Long).toInt())
            }
        }
        else -> error("an unknown reason to hold")
    }
}
