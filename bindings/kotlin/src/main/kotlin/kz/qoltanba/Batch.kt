package kz.qoltanba

import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.Objects

/**
 * The verdicts of a batch, in the order of its items: a [Decision], or `null` for an unusable item.
 *
 * @property codes one byte for each item: 0 confirmed, 1 refused, 2 undetermined, 3 unusable (the command line's statuses).
 */
public class Batch internal constructor(answer: ByteArray, private val report: (Int) -> Report) : AbstractList<Decision?>() {
    public val codes: ByteArray = answer.copyOf(answer.size / 5)
    private val reasons = ByteBuffer.wrap(answer, codes.size, 4 * codes.size).slice().order(ByteOrder.LITTLE_ENDIAN)

    override val size: Int get() = codes.size

    override fun get(index: Int): Decision? = Decision.entries.getOrNull(codes[index].toInt())

    /** Why an item is not confirmed, in the order of [Reason]; no report is made for that. */
    public fun reasons(index: Int): List<Reason> {
        val bits = reasons.getInt(4 * Objects.checkIndex(index, size))
        return Reason.entries.filter { bits ushr it.ordinal and 1 == 1 }
    }

    /**
     * The full report of one item, made when it is asked for.
     *
     * @throws InputException for an unusable item.
     */
    public fun report(index: Int): Report = report.invoke(Objects.checkIndex(index, size))

    override fun toString(): String = "Batch of $size"
}

/** Count, then offset and length of each item, then the items; little-endian. */
internal fun packed(items: List<ByteArray>): ByteBuffer = packed(items, Memory.ofThread().first::room)

/** The same in memory of its own. */
internal fun packedApart(items: List<ByteArray>): ByteBuffer = packed(items, ByteBuffer::allocateDirect)

private inline fun packed(items: List<ByteArray>, room: (Int) -> ByteBuffer): ByteBuffer {
    val head = Int.SIZE_BYTES * (1 + 2 * items.size.toLong())
    val size = head + items.sumOf { it.size.toLong() }
    if (size > Int.MAX_VALUE) {
        throw InputException(ErrorKind.LIMIT_EXCEEDED, "batch size in bytes: more than ${Int.MAX_VALUE}, the limit of a call")
    }
    val batch = room(size.toInt()).order(ByteOrder.LITTLE_ENDIAN)
    batch.putInt(items.size)
    items.fold(head.toInt()) { offset, item ->
        batch.putInt(offset).putInt(item.size)
        offset + item.size
    }
    items.forEach(batch::put)
    return batch.flip()
}

internal fun expectedOfEach(purpose: Purpose, numbers: List<IdentityNumber?>, items: Int): ByteBuffer {
    if (numbers.isEmpty()) return Memory.ofThread().expected.of(Expected(purpose = purpose).bytes())
    require(numbers.size == items) { "there are $items items and ${numbers.size} numbers" }
    val buffer = ByteBuffer.allocateDirect(EXPECTED * items)
    numbers.forEach { buffer.put(Expected(it, purpose).bytes()) }
    return buffer.flip()
}

/** The length of [Expected.bytes]. */
private const val EXPECTED = 14
