package kz.qoltanba

import kz.qoltanba.ffi.barcodePng
import kz.qoltanba.ffi.barcodeSvg
import kz.qoltanba.ffi.decodeBarcode
import kz.qoltanba.ffi.encodeBarcode
import kz.qoltanba.ffi.groupBarcodeParts
import kz.qoltanba.ffi.inspectBarcodeParts
import kz.qoltanba.ffi.readBarcodeImage
import kz.qoltanba.ffi.readBarcodeParts
import java.time.Instant
import java.time.OffsetDateTime
import kz.qoltanba.ffi.BarcodePart as NativePart

/**
 * One part of a barcode set. Parts are equal when their texts are.
 *
 * @property text the text that its symbol holds; the part itself.
 * @property created when it was made.
 * @property number its number, from 1.
 * @property amount how many parts the set has.
 * @property favorId the 14 digits that group the set.
 */
public class BarcodePart internal constructor(native: NativePart) {
    public val text: String = native.text
    public val created: Instant = Instant.ofEpochSecond(native.created)
    public val number: Int = native.number.toInt()
    public val amount: Int = native.amount.toInt()
    public val favorId: String = native.favorId

    /** The symbol as SVG, one unit a module. */
    public fun toSvg(): String = translated { barcodeSvg(text) }

    /** The symbol as PNG, [module] pixels a module (1 to 64). */
    @JvmOverloads
    public fun toPng(module: Int = 4): ByteArray = translated { barcodePng(text, module.coerceAtLeast(0).toUInt()) }

    override fun equals(other: Any?): Boolean = other is BarcodePart && other.text == text

    override fun hashCode(): Int = text.hashCode()

    override fun toString(): String = "BarcodePart($number of $amount)"
}

/**
 * A document out of a set.
 *
 * @property document the bytes of the document.
 * @property entryName the name of its entry in the ZIP.
 * @property created when its first part was made: the moment to judge its signature at.
 * @property favorId the 14 digits that group the set.
 * @property notes what was unusual and accepted: another producer's names and sizes, parts given twice.
 */
public class DecodedBarcode internal constructor(
    public val document: ByteArray,
    public val entryName: String,
    public val created: Instant,
    public val favorId: String,
    public val notes: List<String>,
) {
    override fun toString(): String = "DecodedBarcode(${document.size} bytes)"
}

/**
 * What a collection of parts lacks to be one set. All empty: it can be decoded.
 *
 * @property missing the numbers of parts that are not there.
 * @property doubled the numbers of parts that were given more than once, each time the same.
 * @property different the numbers of parts that were given more than once with different data.
 * @property foreign the places, from 1, of parts of another set than the first.
 */
public data class BarcodeSetState(
    val missing: List<Int>,
    val doubled: List<Int>,
    val different: List<Int>,
    val foreign: List<Int>,
)

/** What an image holds: the texts of its symbols, and how many places looked like one and could not be read. */
public class BarcodeImage internal constructor(public val texts: List<String>, public val unreadable: Int) {
    override fun toString(): String = "BarcodeImage(${texts.size} texts, $unreadable unreadable)"
}

/** The barcodes of eGov documents: a document as numbered parts, one QR symbol a part, and back. */
public object Barcodes {
    /**
     * Cuts a document into parts. [favorId] is 14 digits that group the set; [created] is written with its offset.
     *
     * @throws InputException for a document that is too large, or a number that is not 14 digits.
     */
    @JvmStatic
    public fun encode(document: ByteArray, favorId: String, created: OffsetDateTime): List<BarcodePart> = translated {
        lend(Memory.ofThread().first.of(document)) {
            encodeBarcode(it, favorId, created.toEpochSecond(), created.offset.totalSeconds / 60)
        }
    }.map(::BarcodePart)

    /** The parts in a file: XML texts one after another, or an image (PNG, JPEG) with symbols. */
    @JvmStatic
    public fun read(file: ByteArray): List<BarcodePart> =
        translated { lend(Memory.ofThread().first.of(file)) { readBarcodeParts(it) } }.map(::BarcodePart)

    /** The texts of all symbols of an image (PNG, JPEG), parts or not. */
    @JvmStatic
    public fun readImage(image: ByteArray): BarcodeImage =
        translated { lend(Memory.ofThread().first.of(image)) { readBarcodeImage(it) } }
            .let { BarcodeImage(it.texts, it.unreadable.toInt()) }

    /**
     * Puts a document together from its parts, in whatever order they are given.
     *
     * @throws InputException that names the first part that is missing, foreign, or differs from its double.
     */
    @JvmStatic
    public fun decode(parts: List<BarcodePart>): DecodedBarcode {
        val decoded = translated { decodeBarcode(parts.map { it.text }) }
        val notes = buildList {
            if (decoded.otherEntryName) add("the entry of the archive has an unusual name")
            decoded.doubled.forEach { add("part $it was given more than once") }
            decoded.otherSize.forEach { add("part $it has an unusual size") }
        }
        val created = Instant.ofEpochSecond(decoded.created)
        return DecodedBarcode(decoded.document, decoded.entryName, created, decoded.favorId, notes)
    }

    /** Says what parts lack to be one set. */
    @JvmStatic
    public fun inspect(parts: List<BarcodePart>): BarcodeSetState {
        val state = translated { inspectBarcodeParts(parts.map { it.text }) }
        val numbers = { list: List<UInt> -> list.map { it.toInt() } }
        return BarcodeSetState(numbers(state.missing), numbers(state.doubled), numbers(state.different), numbers(state.foreign))
    }

    /** Sorts parts of several sets: one list a set, in the order of their first parts. */
    @JvmStatic
    public fun group(parts: List<BarcodePart>): List<List<BarcodePart>> {
        val known = parts.associateBy { it.text }
        return translated { groupBarcodeParts(parts.map { it.text }) }.map { set -> set.map(known::getValue) }
    }
}
