package kz.qoltanba

import kz.qoltanba.ffi.signerRules as nativeSignerRules
import kz.qoltanba.ffi.Catalogue as NativeCatalogue

/** A rule that a regulation breaks, and the field, step or action where. */
public data class RegulationViolation(val place: String, val rule: String)

/**
 * The service regulations and what they share: five decrees of 2011 to 2016 with 17 services, and those that a caller adds.
 * They are history, a model of the process, and not law in force.
 *
 * It never changes; adding gives another catalogue.
 */
public class Catalogue private constructor(internal val native: NativeCatalogue) : AutoCloseable {
    /** The built-in catalogue. */
    public constructor() : this(translated { NativeCatalogue.builtin() })

    /**
     * This catalogue and a decree from TOML or JSON.
     *
     * @throws InputException for a text that does not follow the schema, or a key that is taken.
     */
    public fun addingDecree(text: String): Catalogue = Catalogue(translated { native.addingDecree(text) })

    /**
     * This catalogue and a regulation from TOML or JSON. [violations] lists every broken rule.
     *
     * @throws InputException for a text that does not follow the schema, an id that is taken, or a rule that is broken.
     */
    public fun addingRegulation(text: String): Catalogue = Catalogue(translated { native.addingRegulation(text) })

    /** Every rule that a regulation in TOML or JSON breaks. */
    public fun violations(text: String): List<RegulationViolation> =
        translated { native.violations(text) }.map { RegulationViolation(it.place, it.rule) }

    /** The identifiers of the regulations. */
    public val ids: List<String> get() = native.ids()

    /**
     * One regulation.
     *
     * @throws InputException for an identifier that is not in the catalogue.
     */
    public fun regulation(id: String): Regulation = Regulation(translated { native.regulation(id) })

    /** The decrees. */
    public val decrees: List<Decree> get() = Tree.listOf(translated { native.decrees() }).map(::decree)

    /** How contradictions are read. */
    public val readings: List<Reading> get() = Tree.listOf(translated { native.readings() }).map(::reading)

    /** The kinds of refusal with their wording in three languages. */
    public val refusals: List<RefusalKind> get() = Tree.listOf(translated { native.refusals() }).map(::refusalKind)

    override fun close(): Unit = native.close()

    override fun toString(): String = "Catalogue(${native.ids().size} regulations)"

    public companion object {
        /** Who may sign in which role (`signer`), and the forms that ask others to sign with the consumer (`co_signer`). */
        @JvmStatic
        public fun signerRules(): Map<String, Any?> = Tree.of(translated { nativeSignerRules() }).plain()
    }
}
