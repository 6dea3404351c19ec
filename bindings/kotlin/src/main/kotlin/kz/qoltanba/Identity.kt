package kz.qoltanba

import kz.qoltanba.ffi.NumberDescription
import kz.qoltanba.ffi.describeBin
import kz.qoltanba.ffi.describeIin
import java.time.LocalDate

/** What the twelfth digit of a number says. It never decides anything. */
public enum class ControlDigit {
    /** It is the digit that the rule gives. */
    VALID,

    /** The rule gives another digit. Numbers of the national test certificates are such. */
    WRONG,

    /** No digit would be valid; such a number is not issued. */
    IMPOSSIBLE,
}

/** An identification number: exactly 12 digits. `toString()` hides them, since numbers of persons stay out of logs. */
public sealed class IdentityNumber(public val digits: String) {
    init {
        if (digits.length != 12 || digits.any { it !in '0'..'9' }) {
            throw InputException(ErrorKind.INVALID_ARGUMENT, "number: the number has exactly 12 digits")
        }
    }

    override fun equals(other: Any?): Boolean =
        other is IdentityNumber && other.javaClass == javaClass && other.digits == digits

    override fun hashCode(): Int = digits.hashCode()

    override fun toString(): String = "${javaClass.simpleName}(…)"
}

/**
 * An individual identification number (ИИН, ЖСН).
 *
 * @throws InputException for anything but exactly 12 digits.
 */
public class Iin(digits: String) : IdentityNumber(digits) {
    /** What the digits say: a hint that need not be true of the holder. */
    public fun describe(): IinDescription = describeIin(digits).let {
        IinDescription(controlDigit(it), it.regular, it.birthDate?.let(LocalDate::parse), it.sex)
    }
}

/**
 * A business identification number (БИН, БСН).
 *
 * @throws InputException for anything but exactly 12 digits.
 */
public class Bin(digits: String) : IdentityNumber(digits) {
    /** What the digits say. */
    public fun describe(): BinDescription = describeBin(digits).let {
        val (year, month) = checkNotNull(it.registeredYear) to checkNotNull(it.registeredMonth)
        BinDescription(controlDigit(it), it.regular, year.toInt(), month.toInt(), it.organization, it.part)
    }
}

/**
 * What the digits of an IIN say.
 *
 * @property controlDigit what the twelfth digit says.
 * @property regular whether digits 1 to 7 follow the structure; a number that does not is used all the same.
 * @property birthDate the birth date, if digits 1 to 7 name a day.
 * @property sex `male` or `female`, if digit 7 says it.
 */
public data class IinDescription(
    val controlDigit: ControlDigit,
    val regular: Boolean,
    val birthDate: LocalDate?,
    val sex: String?,
)

/**
 * What the digits of a BIN say.
 *
 * @property controlDigit what the twelfth digit says.
 * @property regular whether month and digits 5 and 6 follow the structure.
 * @property registeredYear the last two digits of the year of registration.
 * @property registeredMonth the month of registration.
 * @property organization `resident`, `non-resident` or `joint-entrepreneurship`, if digit 5 says it.
 * @property part `head`, `branch`, `representation` or `farm`, if digit 6 says it.
 */
public data class BinDescription(
    val controlDigit: ControlDigit,
    val regular: Boolean,
    val registeredYear: Int,
    val registeredMonth: Int,
    val organization: String?,
    val part: String?,
)

private fun controlDigit(description: NumberDescription): ControlDigit =
    wordOf(ControlDigit.entries, { it.name.lowercase() }, description.controlDigit)
