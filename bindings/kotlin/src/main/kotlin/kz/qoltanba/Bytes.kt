package kz.qoltanba

import java.lang.ref.Reference
import java.nio.ByteBuffer

/**
 * Direct memory for what one call hands over.
 *
 * The native library sees the address of a buffer, not its position: every buffer that is passed on begins at its own
 * address. A new direct buffer costs more than the call, so each thread keeps some.
 */
internal class Memory private constructor() {
    /** For the first argument of a call. */
    val first: Slot = Slot(16 shl 10)

    /** For the second one. */
    val second: Slot = Slot(16 shl 10)

    /** For what is expected of the signer. */
    val expected: Slot = Slot(16)

    /** A direct buffer that is used again. */
    class Slot(size: Int) {
        private var kept: ByteBuffer = ByteBuffer.allocateDirect(size)

        /** The bytes of [source] in direct memory. */
        fun of(source: ByteArray): ByteBuffer = room(source.size).put(source).flip()

        /** The remaining bytes of [source], whose position stays. A direct buffer is passed on, not copied. */
        fun of(source: ByteBuffer): ByteBuffer =
            if (source.isDirect) source.slice() else room(source.remaining()).put(source.duplicate()).flip()

        /** Empty direct memory of at least this size. */
        fun room(size: Int): ByteBuffer {
            if (size > KEPT) return ByteBuffer.allocateDirect(size)
            if (size > kept.capacity()) kept = ByteBuffer.allocateDirect(size.takeHighestOneBit() shl 1)
            return kept.clear()
        }
    }

    companion object {
        /** The largest buffer that a thread keeps, in bytes. Larger inputs get one of their own. */
        private const val KEPT = 1 shl 20

        private val perThread = ThreadLocal.withInitial(::Memory)

        /** The memory of this thread. */
        fun ofThread(): Memory = perThread.get()

        /** Runs [block], which a call of the library made, with other memory: the call still reads what it was lent. */
        inline fun <T> apart(block: () -> T): T {
            val lent = perThread.get()
            perThread.remove()
            try {
                return block()
            } finally {
                perThread.set(lent)
            }
        }
    }
}

/**
 * Calls with a buffer that stays alive until the call returns. The native library holds an address only; without this the
 * garbage collector may free the memory below it.
 */
internal inline fun <T> lend(buffer: ByteBuffer, call: (ByteBuffer) -> T): T =
    try {
        call(buffer)
    } finally {
        Reference.reachabilityFence(buffer)
    }
