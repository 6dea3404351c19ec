package kz.qoltanba

import kz.qoltanba.NationalSet.AT
import kz.qoltanba.NationalSet.person
import kz.qoltanba.NationalSet.verifier
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.ByteBuffer
import java.time.LocalDate

/** Inputs as callers have them, and what happens to unusable ones. */
class InputTest {
    private val nobody = Verifier(TrustStore(emptyList()))

    @Test
    fun `buffers of every kind are read from their position`() {
        val bytes = person("valid").bytes
        val expected = verifier.checkCertificate(bytes, AT)
        val padding = byteArrayOf(1, 2, 3)
        for (buffer in listOf(
            ByteBuffer.wrap(bytes),
            ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
            ByteBuffer.allocateDirect(bytes.size).put(bytes).flip(),
            // The trap: the library sees the address of a direct buffer, not its position.
            ByteBuffer.allocateDirect(bytes.size + 9).put(padding).put(bytes).flip().position(3),
            ByteBuffer.wrap(padding + bytes + padding, 3, bytes.size),
        )) {
            val position = buffer.position()
            assertEquals(expected, verifier.checkCertificate(buffer, AT))
            assertEquals(position, buffer.position())
        }
    }

    @Test
    fun `the memory of a call holds nothing of the last one`() {
        val good = person("valid").bytes
        val expected = verifier.checkCertificate(good, AT)
        for (size in listOf(1, 100, 20_000, 70_000, 2_000_000)) {
            assertThrows(InputException::class.java) { nobody.checkCertificate(ByteArray(size), AT) }
            assertEquals(expected, verifier.checkCertificate(good, AT))
            // Cut off by one byte: the byte of the last call must not be read.
            assertThrows(InputException::class.java) { nobody.checkCertificate(good.copyOf(good.size - 1), AT) }
        }
    }

    @Test
    fun `malformed input is an exception with its place`() {
        for ((hex, offset) in listOf("" to 0L, "30820500" to 0L, "3003020105" to 2L)) {
            val bytes = hex.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
            val error = assertThrows(InputException::class.java) { nobody.checkCertificate(bytes, AT) }
            assertEquals(listOf(ErrorKind.MALFORMED, offset), listOf(error.kind, error.offset), hex)
            assertEquals(error.detail, error.message)
        }
    }

    @Test
    fun `trust is read when it is made`() {
        val junk = listOf("no certificate".toByteArray())
        for (make in listOf({ TrustStore(junk) }, { TrustStore(emptyList(), junk) })) {
            assertEquals(ErrorKind.MALFORMED, assertThrows(InputException::class.java) { make() }.kind)
        }
    }

    @Test
    fun `exceptions hold no content of the input`() {
        val bytes = person("valid").bytes.copyOf()
        var seen = 0
        for (place in bytes.indices step 7) {
            bytes[place] = (bytes[place].toInt() xor 0xff).toByte()
            try {
                nobody.checkCertificate(bytes, AT)
            } catch (error: InputException) {
                seen++
                assertFalse("123456789" in error.toString() || "ТЕСТ" in error.toString(), error.toString())
            }
            bytes[place] = (bytes[place].toInt() xor 0xff).toByte()
        }
        assertTrue(seen > 20)
    }

    @Test
    fun `a number has twelve digits`() {
        for (digits in listOf("", "12345678901", "1234567890112", "12345678901x", "１２３４５６７８９０１１")) {
            for (make in listOf({ Iin(digits) }, { Bin(digits) })) {
                val error = assertThrows(InputException::class.java) { make() }
                assertEquals(ErrorKind.INVALID_ARGUMENT, error.kind)
                assertFalse(digits.isNotEmpty() && digits in error.toString())
            }
        }
    }

    @Test
    fun `numbers say what they say`() {
        val iin = Iin("830717350867")
        assertEquals("Iin(…)", iin.toString())
        assertEquals(IinDescription(ControlDigit.VALID, true, LocalDate.of(1983, 7, 17), "male"), iin.describe())
        assertEquals(BinDescription(ControlDigit.VALID, true, 94, 1, "resident", "head"), Bin("940140000385").describe())
        assertEquals(ControlDigit.WRONG, Iin("123456789011").describe().controlDigit)
        assertFalse(Iin("123456789011") == (Bin("123456789011") as IdentityNumber))
    }

    @Test
    fun `a list of numbers fits its batch`() {
        assertThrows(IllegalArgumentException::class.java) {
            nobody.checkCertificates(listOf(ByteArray(1), ByteArray(1)), AT, listOf(null))
        }
        assertEquals(emptyList<Decision?>(), nobody.checkCertificates(emptyList(), AT).toList())
    }

    @Test
    fun `a closed verifier says so`() {
        val closed = Verifier(TrustStore(emptyList())).also { it.close() }
        assertThrows(IllegalStateException::class.java) { closed.checkCertificate(ByteArray(1), AT) }
    }
}
