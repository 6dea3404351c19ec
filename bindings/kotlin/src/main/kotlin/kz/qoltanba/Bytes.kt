package kz.qoltanba

import java.nio.ByteBuffer

/** The largest direct buffer that a thread keeps for the next call. Larger inputs get one of their own. */
private const val KEPT = 1 shl 20

/**
 * Direct memory for what one call hands over.
 *
 * The native library sees the address of a buffer, not its position: every buffer that is passed on begins at its own
 * address. A new direct buffer costs more than the call, so each thread keeps one.
 */
internal class Memory private constructor() {
    private var kept: ByteBuffer = ByteBuffer.allocateDirect(1 shl 14)
    private val expected: ByteBuffer = ByteBuffer.allocateDirect(16)

    /** The bytes of [source] in direct memory. */
    fun of(source: ByteArray): ByteBuffer = room(source.size).put(source).flip()

    /** The remaining bytes of [source] in direct memory; its position stays. A direct buffer is passed on, not copied. */
    fun of(source: ByteBuffer): ByteBuffer =
        if (source.isDirect) source.slice() else room(source.remaining()).put(source.duplicate()).flip()

    /** The bytes of an [Expected]. */
    fun ofExpected(source: ByteArray): ByteBuffer = expected.clear().put(source).flip()

    /** Empty direct memory of at least this size. */
    fun room(size: Int): ByteBuffer {
        if (size > KEPT) return ByteBuffer.allocateDirect(size)
        if (size > kept.capacity()) kept = ByteBuffer.allocateDirect(size.takeHighestOneBit() shl 1)
        return kept.clear()
    }

    companion object {
        private val perThread = ThreadLocal.withInitial(::Memory)

        /** The memory of this thread. */
        fun ofThread(): Memory = perThread.get()
    }
}
