package kz.qoltanba

/** What a caller reports of a step. */
public sealed class StepOutcome {
    internal abstract val tree: Any

    /** An outcome without details. */
    private class Plain(private val name: String, override val tree: Any) : StepOutcome() {
        override fun toString(): String = name
    }

    /** The form breaks so many rules. */
    public data class FormViolations(val count: Int) : StepOutcome() {
        override val tree: Any get() = tree("form" to tree("violations" to count))
    }

    /** A registry lacks this; at least one reason. */
    public data class RegistryAbsent(val reasons: List<SubReason>) : StepOutcome() {
        public constructor(vararg reasons: SubReason) : this(reasons.toList())

        override val tree: Any get() = tree("registry" to tree("absent" to reasons))
    }

    /** The check of a certificate or of a signature. */
    public data class Certificate(val decision: Decision) : StepOutcome() {
        override val tree: Any get() = tree("certificate" to decision.word)
    }

    /** The documents do not conform, for this reason, in words for the addressee. */
    public class NotConforming(public val reason: String) : StepOutcome() {
        override val tree: Any get() = tree("decision" to tree("not-conforming" to reason))

        override fun toString(): String = "NotConforming(…)"
    }

    /** A refusal that is another content of the step, with its reason in words for the addressee. */
    public class Refused(public val code: RefusalCode, public val reason: String) : StepOutcome() {
        override val tree: Any get() = tree("refused" to tree("code" to code, "reason" to reason))

        override fun toString(): String = "Refused($code)"
    }

    public companion object {
        /** The step was carried out. */
        @JvmField public val DONE: StepOutcome = Plain("DONE", "done")

        /** It could not be carried out; only where a branch for that is printed. */
        @JvmField public val NOT_DONE: StepOutcome = Plain("NOT_DONE", "not-done")

        /** It is not needed; only where the step is walked on a condition. */
        @JvmField public val NOT_NEEDED: StepOutcome = Plain("NOT_NEEDED", "not-needed")

        /** The login data are authentic. */
        @JvmField public val LOGIN_ACCEPTED: StepOutcome = Plain("LOGIN_ACCEPTED", tree("login" to "accepted"))

        /** They are not. */
        @JvmField public val LOGIN_REFUSED: StepOutcome = Plain("LOGIN_REFUSED", tree("login" to "refused"))

        /** The form keeps its rules. */
        @JvmField public val FORM_ACCEPTED: StepOutcome = Plain("FORM_ACCEPTED", tree("form" to "accepted"))

        /** The data agree with the originals. */
        @JvmField public val DATA_CORRECT: StepOutcome = Plain("DATA_CORRECT", tree("data" to "correct"))

        /** They do not. */
        @JvmField public val DATA_WRONG: StepOutcome = Plain("DATA_WRONG", tree("data" to "wrong"))

        /** Everything that a registry was asked for is present. */
        @JvmField public val REGISTRY_FOUND: StepOutcome = Plain("REGISTRY_FOUND", tree("registry" to "found"))

        /** The registry did not answer: neither branch is taken. */
        @JvmField public val REGISTRY_UNAVAILABLE: StepOutcome = Plain("REGISTRY_UNAVAILABLE", tree("registry" to "unavailable"))

        /** Documents and grounds conform to the standard. */
        @JvmField public val CONFORMING: StepOutcome = Plain("CONFORMING", tree("decision" to "conforming"))

        /** The consumer accepts the offered place. */
        @JvmField public val CHOICE_ACCEPTED: StepOutcome = Plain("CHOICE_ACCEPTED", tree("choice" to "accepted"))

        /** The consumer declines it. */
        @JvmField public val CHOICE_DECLINED: StepOutcome = Plain("CHOICE_DECLINED", tree("choice" to "declined"))
    }
}
