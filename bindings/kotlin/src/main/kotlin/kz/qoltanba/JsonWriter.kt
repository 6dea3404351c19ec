package kz.qoltanba

import java.time.Instant
import java.time.LocalDate
import java.time.temporal.ChronoUnit

/** Writes the JSON that the native library reads: maps, lists, texts, numbers, words and dates. */
internal fun json(value: Any?): String = StringBuilder().also { it.write(value) }.toString()

/** A JSON object; entries without a value stay, as `null`. */
internal fun tree(vararg entries: Pair<String, Any?>): Map<String, Any?> = linkedMapOf(*entries)

private fun StringBuilder.write(value: Any?) {
    when (value) {
        null -> append("null")
        is Map<*, *> -> items('{', '}', value.entries) { (name, item) ->
            text(name as String)
            append(':')
            write(item)
        }
        is Iterable<*> -> items('[', ']', value) { write(it) }
        is Int, is Long, is Boolean -> append(value)
        is Listed -> text(value.word)
        is Language -> text(value.code)
        is IdentityNumber -> text(value.digits)
        is Instant -> text(value.truncatedTo(ChronoUnit.SECONDS).toString())
        is LocalDate -> text(value.toString())
        is String -> text(value)
        else -> error("there is no JSON for ${value::class.simpleName}")
    }
}

private inline fun <T> StringBuilder.items(start: Char, end: Char, items: Iterable<T>, write: (T) -> Unit) {
    append(start)
    items.forEachIndexed { index, item ->
        if (index > 0) append(',')
        write(item)
    }
    append(end)
}

private fun StringBuilder.text(text: String) {
    append('"')
    for (char in text) {
        when {
            char == '"' || char == '\\' -> append('\\').append(char)
            char < ' ' -> append("\\u").append(char.code.toString(16).padStart(4, '0'))
            else -> append(char)
        }
    }
    append('"')
}
