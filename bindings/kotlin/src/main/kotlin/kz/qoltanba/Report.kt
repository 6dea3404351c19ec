package kz.qoltanba

import kz.qoltanba.ffi.readReport
import kz.qoltanba.ffi.reportPage
import kz.qoltanba.ffi.reportSchema
import java.io.Serializable
import java.nio.ByteBuffer
import java.time.Instant

/**
 * The answer of a verifier: what was checked, what came of it, and why.
 *
 * The parts are read from the JSON of the published schema when they are first asked for. Reports are values: they compare
 * by that JSON. `toString()` holds no personal data; the parts do.
 *
 * @property decision the verdict: one of three words. [Decision.UNDETERMINED] is not a yes.
 */
public class Report internal constructor(public val decision: Decision, private val json: String) : Serializable {
    // Not `by lazy`: that would be null in a report that was deserialised.
    @Transient
    @Volatile
    private var read: Tree? = null

    private val tree: Tree get() = read ?: Tree(Json.read(json)).also { read = it }

    /** The refusal and its texts, if the verdict is [Decision.REFUSED]. */
    public val refusal: Refusal?
        get() = tree.childOrNull("refusal")?.let { refusal ->
            val texts = refusal.child("text")
            Refusal(refusal.text("code"), Language.entries.associateWith { texts.text(it.code) })
        }

    /** The moment of validation. */
    public val moment: JudgedAt get() = judgedAt(tree.child("moment"))

    /** What was checked: `certificate`, `cms`, `xmldsig`, `wss`, `jws` or `barcode`. */
    public val format: String get() = tree.text("format")

    /** The checks of the document as a whole. */
    public val checks: List<CheckResult> get() = tree.children("checks").map(::checkResult)

    /** The signers; of a certificate by itself there is one. */
    public val signers: List<SignerReport> get() = tree.children("signers").map(::signerReport)

    /** What else was noticed: tolerances that were used, oddities that decide nothing. */
    public val notes: List<String> get() = tree.texts("notes")

    /** Why, over the whole report: each reason once, in its order. */
    public val reasons: List<Reason>
        get() = (checks + signers.flatMap { it.checks }).mapNotNull { it.reason }.distinct()

    /** The first result of [check], of the document or else of the first signer that has it. */
    public fun find(check: Check): CheckResult? =
        (checks.asSequence() + signers.asSequence().flatMap { it.checks }).firstOrNull { it.check == check }

    /** The report as one line of JSON, as the command line prints it. It holds personal data. */
    public fun toJson(): String = json

    /**
     * The report as a page for the screen and for paper: one HTML file, without a script and without a network.
     *
     * It has three languages and opens in [language]. It holds personal data.
     */
    @JvmOverloads
    public fun toHtml(language: Language = Language.ENGLISH): String = page(language, null, ByteBuffer.allocateDirect(0))

    /** The same, with name, size and SHA-256 of the [file] that was checked. */
    public fun toHtml(language: Language, fileName: String, file: ByteArray): String =
        page(language, fileName, Memory.ofThread().first.of(file))

    private fun page(language: Language, fileName: String?, file: ByteBuffer): String =
        translated { lend(file) { reportPage(json, language.native, fileName, it) } }

    override fun equals(other: Any?): Boolean = other is Report && other.json == json

    override fun hashCode(): Int = json.hashCode()

    override fun toString(): String =
        reasons.ifEmpty { null }?.let { "Report($decision: ${it.joinToString()})" } ?: "Report($decision)"

    public companion object {
        private const val serialVersionUID = 1L

        /** The JSON Schema of reports, which [toJson] follows. */
        @JvmStatic
        public fun schema(): String = reportSchema()

        /**
         * A report that was kept as JSON: to show it, to look something up.
         *
         * It is what somebody kept and proves nothing. Members that this version does not know are left out.
         *
         * @throws InputException when [json] does not follow the schema `qoltanba.report/1`, when it lacks a check that every
         * report of its format has, and when its decision is not the one that its checks lead to.
         */
        @JvmStatic
        public fun fromJson(json: String): Report = translated { readReport(json) }.let { Report(decision(it.decision), it.report) }
    }
}

/**
 * One line of a report.
 *
 * @property check what was checked.
 * @property outcome what came of it.
 * @property reason why, unless it passed or was not applicable.
 * @property detail one English sentence. It may name identification numbers.
 */
public data class CheckResult(val check: Check, val outcome: Outcome, val reason: Reason?, val detail: String) {
    /** Without [detail], which may be personal data. */
    override fun toString(): String = "CheckResult($check $outcome${reason?.let { ": $it" } ?: ""})"
}

/**
 * A moment that something was judged at.
 *
 * @property at the moment.
 * @property source `given` by the caller, proven by a `timestamp`, or read from a `clock`.
 */
public data class JudgedAt(val at: Instant, val source: String)

/**
 * The refusal of the regulations.
 *
 * @property code the machine word: `signature-not-confirmed`.
 * @property texts the text in each language.
 */
public data class Refusal(val code: String, val texts: Map<Language, String>) {
    /** The text in [language]. */
    public fun text(language: Language): String = texts.getValue(language)

    override fun toString(): String = "Refusal($code)"
}

/**
 * What was found of one signer.
 *
 * @property certificate the certificate; `null` when it is missing.
 * @property moment the moment that this signer was judged at.
 * @property checks the checks of this signer.
 * @property levelClaimed the level that the signature's attributes claim (`B`, `T`, `LT`, `LTA`), where there are levels.
 * @property levelReached the level that could be verified.
 */
public data class SignerReport(
    val certificate: CertificateSummary?,
    val moment: JudgedAt,
    val checks: List<CheckResult>,
    val levelClaimed: String? = null,
    val levelReached: String? = null,
)

/**
 * A certificate as reports show it. `toString()` gives the fingerprint only.
 *
 * @property subject the holder.
 * @property issuer the issuer's name.
 * @property serial the serial number in hexadecimal, as it came.
 * @property notBefore start of the validity period; the moment itself belongs to it.
 * @property notAfter end of the validity period; the moment itself belongs to it.
 * @property algorithm the kind of public key.
 * @property roles the roles of the holder.
 * @property policies the certificate policies.
 * @property sha256 SHA-256 over the certificate, in hexadecimal.
 */
public data class CertificateSummary(
    val subject: Subject,
    val issuer: String,
    val serial: String,
    val notBefore: Instant,
    val notAfter: Instant,
    val algorithm: String,
    val roles: List<String>,
    val policies: List<String>,
    val sha256: String,
) {
    override fun toString(): String = "CertificateSummary(sha256 $sha256)"
}

/** The holder of a certificate. Personal data, so `toString()` holds none of it. */
public data class Subject(
    val commonName: String?,
    val surname: String?,
    val givenName: String?,
    val iin: String?,
    val bin: String?,
    val organization: String?,
) {
    override fun toString(): String = "Subject(…)"
}

private fun judgedAt(tree: Tree) = JudgedAt(tree.moment("at"), tree.text("source"))

private fun checkResult(tree: Tree) = CheckResult(
    check = wordOf(Check.entries, Check::word, tree.text("check")),
    outcome = wordOf(Outcome.entries, Outcome::word, tree.text("outcome")),
    reason = tree.textOrNull("reason")?.let { wordOf(Reason.entries, Reason::word, it) },
    detail = tree.text("detail"),
)

private fun signerReport(tree: Tree) = SignerReport(
    certificate = tree.childOrNull("certificate")?.let(::certificateSummary),
    moment = judgedAt(tree.child("moment")),
    checks = tree.children("checks").map(::checkResult),
    levelClaimed = tree.childOrNull("level")?.text("claimed"),
    levelReached = tree.childOrNull("level")?.textOrNull("reached"),
)

private fun certificateSummary(tree: Tree) = CertificateSummary(
    subject = subject(tree.child("subject")),
    issuer = tree.text("issuer"),
    serial = tree.text("serial"),
    notBefore = tree.moment("not_before"),
    notAfter = tree.moment("not_after"),
    algorithm = tree.text("algorithm"),
    roles = tree.texts("roles"),
    policies = tree.texts("policies"),
    sha256 = tree.text("sha256"),
)

private fun subject(tree: Tree) = Subject(
    commonName = tree.textOrNull("common_name"),
    surname = tree.textOrNull("surname"),
    givenName = tree.textOrNull("given_name"),
    iin = tree.textOrNull("iin"),
    bin = tree.textOrNull("bin"),
    organization = tree.textOrNull("organization"),
)
