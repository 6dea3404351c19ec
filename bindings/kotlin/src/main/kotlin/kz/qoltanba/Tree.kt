package kz.qoltanba

import java.time.Instant
import java.time.LocalDate

/** An object of the JSON that the library writes, or of a report that a caller kept. */
internal class Tree(value: Any?) {
    private val map = requireNotNull(value as? Map<*, *>) { "the JSON has another form than its schema" }

    fun child(name: String) = Tree(map[name])

    fun childOrNull(name: String) = map[name]?.let(::Tree)

    fun children(name: String): List<Tree> = (map[name] as List<*>?).orEmpty().map(::Tree)

    fun text(name: String) = map[name] as String

    fun textOrNull(name: String) = map[name] as String?

    fun texts(name: String): List<String> = (map[name] as List<*>?).orEmpty().map { it as String }

    fun number(name: String): Long = map[name] as Long

    fun numberOrNull(name: String): Long? = map[name] as Long?

    fun moment(name: String): Instant {
        val text = text(name)
        // ISO 8601 wants a sign before a year of more than four digits.
        return Instant.parse(if (text.indexOf('-') > 4) "+$text" else text)
    }

    fun momentOrNull(name: String): Instant? = map[name]?.let { moment(name) }

    fun day(name: String): LocalDate = LocalDate.parse(text(name))

    inline fun <reified T> word(name: String): T where T : Enum<T>, T : Listed = listed(text(name))

    inline fun <reified T> wordOrNull(name: String): T? where T : Enum<T>, T : Listed = textOrNull(name)?.let { listed<T>(it) }

    inline fun <reified T> words(name: String): List<T> where T : Enum<T>, T : Listed = texts(name).map { listed<T>(it) }

    fun language(name: String): Language = languageOf(text(name))

    /** Texts, or lists of texts, by language. */
    fun <T> byLanguage(name: String, read: (Any?) -> T): Map<Language, T> =
        (map[name] as Map<*, *>).entries.associate { (code, item) -> languageOf(code as String) to read(item) }

    /** The number of a person or an organisation: `{"iin": …}` or `{"bin": …}`. */
    fun identityOrNull(name: String): IdentityNumber? = childOrNull(name)?.let { number ->
        number.textOrNull("iin")?.let(::Iin) ?: Bin(number.text("bin"))
    }

    /** The whole of it as plain maps, lists, texts and numbers. */
    @Suppress("UNCHECKED_CAST")
    fun plain(): Map<String, Any?> = map as Map<String, Any?>

    companion object {
        fun of(json: String) = Tree(Json.read(json))

        fun listOf(json: String): List<Tree> = (Json.read(json) as List<*>).map(::Tree)

        inline fun <reified T> listed(word: String): T where T : Enum<T>, T : Listed = enumValues<T>().first { it.word == word }

        private fun languageOf(code: String) = wordOf(Language.entries, Language::code, code)
    }
}

/** A number as the library takes it in a field that holds either kind. */
internal fun IdentityNumber.tagged(): Map<String, Any?> = when (this) {
    is Iin -> tree("iin" to digits)
    is Bin -> tree("bin" to digits)
}
