package kz.qoltanba

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.atomic.AtomicLong
import java.util.concurrent.atomic.AtomicReference
import kotlin.concurrent.thread

/** Eight threads, good and bad input, for as long as `QOLTANBA_SOAK_SECONDS` says: the verdicts of one thread, and no growth. */
class SoakTest {
    private val seconds = (System.getenv("QOLTANBA_SOAK_SECONDS") ?: "4").toDouble()

    // The heap has its size from the start (see the POM); compiled code and the buffers of threads may still come. In a minute
    // a leak of one report a verdict would be twice as much.
    private val growth = 96L shl 20

    private val statm = Path.of("/proc/self/statm")

    private fun resident(): Long = Files.readString(statm).split(' ')[1].toLong() * 4096

    private fun ask(document: ByteArray): String = try {
        Synthetic.verifier.verify(document, Synthetic.AT, Expected.iin(Synthetic.IIN)).toJson()
    } catch (error: InputException) {
        "${error.kind} ${error.detail}"
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

        val end = System.nanoTime() + (seconds * 1e9).toLong()
        val count = AtomicLong()
        val wrong = AtomicReference<String>()
        val threads = List(8) { number ->
            thread {
                var place = number * 7
                while (System.nanoTime() < end && wrong.get() == null) {
                    place = (place + 1) % inputs.size
                    if (ask(inputs[place]) != alone[place]) wrong.set("another verdict on input $place")
                    count.incrementAndGet()
                }
            }
        }
        Thread.sleep((seconds * 250).toLong())
        System.gc()
        val warm = resident()
        threads.forEach { it.join() }
        System.gc()
        val after = resident()
        println("$count verdicts in $seconds s; resident ${warm shr 20} MiB warm, ${after shr 20} MiB at the end")
        assertEquals(null, wrong.get())
        assertTrue(count.get() > 8)
        assertTrue(after - warm < growth, "it grew from $warm to $after bytes")
    }
}
