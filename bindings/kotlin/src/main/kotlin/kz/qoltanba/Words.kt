package kz.qoltanba

import kz.qoltanba.ffi.Word
import kz.qoltanba.ffi.reasonHelp
import kz.qoltanba.ffi.vocabulary
import kz.qoltanba.ffi.Language as NativeLanguage

/** A language of the texts, with its code of ISO 639-1. */
public enum class Language(public val code: String) {
    KAZAKH("kk"),
    RUSSIAN("ru"),
    ENGLISH("en"),
    ;

    internal val native: NativeLanguage get() = NativeLanguage.entries[ordinal]
}

/** The verdict over everything that was asked. [word] is the machine word of the report's schema. */
public enum class Decision(public val word: String) {
    /** Every check passed. */
    CONFIRMED("confirmed"),

    /** At least one check failed. */
    REFUSED("refused"),

    /** No check failed, but at least one could not be decided. It is not a yes. */
    UNDETERMINED("undetermined"),
    ;

    /** The word for people. */
    public fun text(language: Language): String = Words.text("decision", word, language)

    override fun toString(): String = word
}

/** What came of one check. */
public enum class Outcome(public val word: String) {
    PASSED("passed"),
    FAILED("failed"),
    UNDETERMINED("undetermined"),
    NOT_APPLICABLE("not-applicable"),
    ;

    /** The word for people. */
    public fun text(language: Language): String = Words.text("outcome", word, language)

    override fun toString(): String = word
}

/** The checks, in the order of a report. */
public enum class Check(public val word: String) {
    SIGNATURE("signature"),
    VALIDITY_PERIOD("validity-period"),
    REVOCATION("revocation"),
    IDENTITY_MATCH("identity-match"),
    CERTIFICATE_PATH("certificate-path"),
    KEY_USAGE("key-usage"),
    TIMESTAMP("timestamp"),
    CONTENT_COVERAGE("content-coverage"),
    ;

    /** The word for people. */
    public fun text(language: Language): String = Words.text("check", word, language)

    override fun toString(): String = word
}

/** Why a check failed or could not be decided. */
public enum class Reason(public val word: String) {
    EXPIRED("expired"),
    NOT_YET_VALID("not-yet-valid"),
    REVOKED("revoked"),
    ON_HOLD("on-hold"),
    NO_EVIDENCE("no-evidence"),
    STALE_EVIDENCE("stale-evidence"),
    EVIDENCE_UNTRUSTED("evidence-untrusted"),
    STATUS_UNKNOWN("status-unknown"),
    IIN_MISMATCH("iin-mismatch"),
    IIN_MISSING("iin-missing"),
    BIN_MISMATCH("bin-mismatch"),
    BIN_MISSING("bin-missing"),
    SIGNATURE_INVALID("signature-invalid"),
    DIGEST_MISMATCH("digest-mismatch"),
    SIGNER_CERTIFICATE_MISSING("signer-certificate-missing"),
    NO_SIGNATURE("no-signature"),
    ALGORITHM_NOT_ALLOWED("algorithm-not-allowed"),
    SIGNED_ATTRIBUTES_MISSING("signed-attributes-missing"),
    PATH_INVALID("path-invalid"),
    ISSUER_UNKNOWN("issuer-unknown"),
    PURPOSE_NOT_ALLOWED("purpose-not-allowed"),
    TIMESTAMP_INVALID("timestamp-invalid"),
    TIMESTAMP_UNTRUSTED("timestamp-untrusted"),
    CONTENT_NOT_COVERED("content-not-covered"),
    DUPLICATE_ID("duplicate-id"),
    ;

    /** What a check with this reason came to: failed or undetermined. */
    public val outcome: Outcome
        get() = wordOf(Outcome.entries, Outcome::word, checkNotNull(Words.word("reason", word).outcome))

    /** The word for people. */
    public fun text(language: Language): String = Words.text("reason", word, language)

    /**
     * Where the book explains it: page and anchor below the root of the site, `ru/reasons.html#iin-mismatch`. Who shows a
     * report puts the address of their copy of the book before it.
     */
    public fun help(language: Language): String = translated { reasonHelp(word, language.native) }

    override fun toString(): String = word
}

/** What a certificate is wanted for. */
public enum class Purpose {
    /** Signing documents. */
    SIGN,

    /** Authentication. */
    AUTH,

    /** No check of the purpose; the report says so. */
    ANY,
}

/** Whose revocation is asked. */
public enum class Revocation {
    /** That of the end entity: what the regulations ask. */
    END_ENTITY,

    /** That of every certificate of the path below the anchor. */
    CHAIN,

    /** Nobody's. The report says so, and never says "confirmed". */
    OFF,
}

/** Whether SHA-1 and RSA keys below 2048 bits carry a verdict. */
public enum class LegacyAlgorithms {
    /** They do not. */
    REFUSE,

    /** They do: only for material of 2016 and before. */
    ACCEPT,
}

/** Whether an anchor's own validity period, constraints and critical extensions count. */
public enum class AnchorChecks {
    /** They do (RFC 5937). */
    ENFORCE,

    /** Only its name and key count (RFC 5280, 6.1.1 (d)). */
    IGNORE,
}

/** Whether a CMS signature can do without signed attributes. */
public enum class SignedAttributes {
    /** It cannot, as in CAdES. */
    REQUIRED,

    /** It can. */
    OPTIONAL,
}

/** The entry of an enumeration that has this machine word. Library and enumeration are of one build. */
internal fun <T> wordOf(entries: List<T>, word: (T) -> String, wanted: String): T = entries.first { word(it) == wanted }

private object Words {
    private val words: Map<Pair<String, String>, Word> by lazy { vocabulary().associateBy { it.kind to it.word } }

    fun word(kind: String, word: String): Word = words.getValue(kind to word)

    fun text(kind: String, word: String, language: Language): String = word(kind, word).let {
        when (language) {
            Language.KAZAKH -> it.kk
            Language.RUSSIAN -> it.ru
            Language.ENGLISH -> it.en
        }
    }
}
