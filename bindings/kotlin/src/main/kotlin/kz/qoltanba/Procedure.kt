package kz.qoltanba

import java.time.Instant
import kz.qoltanba.ffi.Procedure as NativeProcedure

/**
 * A service being walked on a channel. Its state is the audit trail: keep [trail], and [replay] it.
 *
 * Threads may share it; each report is one move.
 */
public class Procedure private constructor(private val native: NativeProcedure) : AutoCloseable {
    /**
     * Starts at the first step of a channel.
     *
     * @throws InputException for a service or channel that is unknown.
     */
    public constructor(catalogue: Catalogue, service: String, channel: Channel, parties: Parties, at: Instant) : this(
        translated { NativeProcedure.start(catalogue.native, service, channel.word, json(parties.tree()), at.epochSecond) },
    )

    /** What comes next; `null` when the procedure has ended. */
    public val next: NextStep? get() = state().childOrNull("next")?.let(::nextStep)

    /** How it ended; `null` while it goes on. */
    public val ending: Ending? get() = state().childOrNull("ending")?.let(::ending)

    /** Where the request stands. */
    public val status: Status get() = state().word("status")

    /** Refusals after which the procedure went on. */
    public val notices: List<IssuedRefusal> get() = state().children("notices").map(::issuedRefusal)

    /**
     * The audit trail as JSON (`qoltanba.audit/1`): every move, chained by digests.
     *
     * It holds no number or name from a certificate or a report. A reason that was given in words stands in it as given.
     */
    public val trail: String get() = translated { native.trail() }

    /** The last digest of the chain: keep it where the trail cannot be written, or sign it. */
    public val trailHead: ByteArray get() = translated { native.trailHead() }

    /**
     * Reports what came out of the current step.
     *
     * @param signatures those that were made in the step.
     * @param evidence the report behind the outcome; the trail keeps its digest.
     * @param because the reasons of failed checks; those of [evidence] when left out.
     * @throws InputException for an outcome that is illegal at this step or not what [evidence] decided, and for a signature
     * whose report is not on a signed document; nothing is recorded then.
     */
    @JvmOverloads
    public fun report(
        outcome: StepOutcome,
        at: Instant,
        signatures: List<StepSignature> = emptyList(),
        evidence: Report? = null,
        because: List<String> = evidence?.reasons.orEmpty().map { it.word },
    ): Move {
        val act = tree("outcome" to outcome.tree, "at" to at, "because" to because)
        val signed = signatures.map(StepSignature::native)
        return move(Tree.of(translated { native.report(json(act), signed, evidence?.toJson()) }))
    }

    /** Until when the current step is to be done, if it has a term. */
    public fun stepDeadline(calendar: Calendar): Deadline? = translated { native.stepDeadline(calendar.native()) }?.let(::Deadline)

    /** Until when the service is to be rendered, once the counting has started. */
    public fun wholeDeadline(calendar: Calendar): Deadline? =
        translated { native.wholeDeadline(calendar.native()) }?.let(::Deadline)

    /** The refusal that ended it, as a document in three languages; `null` when there is none. */
    @JvmOverloads
    public fun refusalDocument(at: Instant, number: String? = null, addressee: Addressee? = null): RefusalDocument? =
        translated { native.refusalDocument(number, addressee?.let { json(it.tree()) }, at.epochSecond) }
            ?.let { Document.ofJson(it) as RefusalDocument }

    /** A notice after which the procedure went on, as a document. [place] counts [notices] from 0. */
    @JvmOverloads
    public fun noticeDocument(place: Int, at: Instant, number: String? = null, addressee: Addressee? = null): RefusalDocument {
        require(place >= 0) { "a place is counted from 0" }
        val json = translated {
            native.noticeDocument(place.toUInt(), number, addressee?.let { json(it.tree()) }, at.epochSecond)
        }
        return Document.ofJson(json) as RefusalDocument
    }

    private fun state() = Tree.of(translated { native.state() })

    override fun close(): Unit = native.close()

    override fun toString(): String = "Procedure(${next?.step?.id ?: ending?.kind}, $status)"

    public companion object {
        /**
         * Goes on from a trail that was kept, after its chain and every move were checked.
         *
         * The parties are those of the start: a trail holds no number, so it cannot tell whose it is.
         *
         * @throws InputException when it was changed, or is of another regulation.
         */
        @JvmStatic
        public fun replay(catalogue: Catalogue, trail: String, parties: Parties): Procedure =
            Procedure(translated { NativeProcedure.replay(catalogue.native, trail, json(parties.tree())) })
    }
}
