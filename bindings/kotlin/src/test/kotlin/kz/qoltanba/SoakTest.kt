package kz.qoltanba

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test
import java.lang.management.ManagementFactory
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.atomic.AtomicLong
import java.util.concurrent.atomic.AtomicReference
import kotlin.concurrent.thread

/** Eight threads, good and bad input, for as long as `QOLTANBA_SOAK_SECONDS` says: the verdicts of one thread, and no growth. */
class SoakTest {
    private val seconds = (System.getenv("QOLTANBA_SOAK_SECONDS") ?: "4").toDouble()
    private val statm = Path.of("/proc/self/statm")

    /**
     * What is left when nobody works, in bytes. The resident memory alone says little: between collections the collector takes
     * what heap it is allowed, up to gigabytes, and gives it back or not.
     *
     * @property heap what the heap holds after full collections.
     * @property outside the resident memory outside of the heap, which has its full size from the start (see the POM).
     */
    private data class Left(val heap: Long, val outside: Long) {
        override fun toString() = "%.1f MiB of the heap, %.1f MiB outside".format(heap / MIB, outside / MIB)
    }

    private fun left(): Left {
        // The first collection finds what can go, the thread that frees the native memory of it runs after, and holds it so long.
        repeat(3) {
            System.gc()
            Thread.sleep(200)
        }
        val heap = ManagementFactory.getMemoryMXBean().heapMemoryUsage
        val resident = Files.readString(statm).split(' ')[1].toLong() * 4096
        return Left(heap.used, resident - heap.committed)
    }

    private fun ask(document: ByteArray): String = try {
        Synthetic.verifier.verify(document, Synthetic.AT, Expected.iin(Synthetic.IIN)).toJson()
    } catch (error: InputException) {
        "${error.kind} ${error.detail}"
    }

    /** How many verdicts there were. */
    private fun eightThreads(seconds: Double, inputs: List<ByteArray>, alone: List<String>): Long {
        val end = System.nanoTime() + (seconds * 1e9).toLong()
        val wrong = AtomicReference<String>()
        val counts = List(8) { AtomicLong() }
        val threads = counts.mapIndexed { number, own ->
            thread {
                var place = number * 7
                while (System.nanoTime() < end && wrong.get() == null) {
                    place = (place + 1) % inputs.size
                    if (ask(inputs[place]) != alone[place]) wrong.set("another verdict on input $place")
                    own.incrementAndGet()
                }
            }
        }
        threads.forEach { it.join() }
        assertEquals(null, wrong.get())
        assertTrue(counts.all { it.get() > 0 }, "every thread got verdicts: $counts")
        return counts.sumOf { it.get() }
    }

    @Test
    fun `eight threads for a while`() {
        assumeTrue(Files.exists(statm), "memory is read from /proc")
        val files = listOf("cms", "xml", "wss", "jws", "forged").flatMap { form ->
            Files.list(Synthetic.path("signed/$form")).use { it.sorted().toList() }
        }
        val good = files.map(Files::readAllBytes)
        val bad = listOf("", "nothing", "<a/>").map { it.toByteArray() } + listOf(good[0].copyOf(100))
        val changed = good[0].copyOf().also { it[500] = (it[500].toInt() xor 0xff).toByte() }
        val inputs = good + bad + listOf(changed)
        val alone = inputs.map(::ask)

        val first = eightThreads(seconds / 4, inputs, alone)
        val warm = left()
        val more = eightThreads(seconds * 3 / 4, inputs, alone)
        val after = left()
        println("${first + more} verdicts in $seconds s; after a quarter $warm, at the end $after")
        assertTrue(after.heap - warm.heap < HEAP_GROWTH, "the heap: $warm, then $after")
        assertTrue(after.outside - warm.outside < OUTSIDE_GROWTH, "outside of the heap: $warm, then $after")
    }

    private companion object {
        const val MIB = 1024.0 * 1024

        // In four seconds on one slow core a leak of one report a verdict would be twice as much.
        const val HEAP_GROWTH = 4L shl 20

        // Compiled code may still come, and the allocator keeps some of what threads had.
        const val OUTSIDE_GROWTH = 24L shl 20
    }
}
