package kz.qoltanba

/**
 * Reads the JSON that the native library writes: objects become maps, arrays lists, the rest what it is.
 *
 * It is for what the library gives. Text that is no JSON is an [IllegalArgumentException].
 */
internal class Json private constructor(private val text: String) {
    private var at = 0

    private fun value(depth: Int): Any? {
        // A report nests six deep.
        require(depth < 32) { "the text nests too deep for a report" }
        return when (next()) {
            '{' -> map(depth)
            '[' -> list(depth)
            '"' -> string()
            't' -> literal("true", true)
            'f' -> literal("false", false)
            'n' -> literal("null", null)
            else -> number()
        }
    }

    private fun map(depth: Int): Map<String, Any?> {
        val map = LinkedHashMap<String, Any?>()
        items('}') {
            require(next() == '"') { "a name is missing at $at" }
            val name = string()
            expect(':')
            map[name] = value(depth + 1)
        }
        return map
    }

    private fun list(depth: Int): List<Any?> {
        val list = ArrayList<Any?>()
        items(']') { list.add(value(depth + 1)) }
        return list
    }

    private inline fun items(end: Char, item: () -> Unit) {
        at++
        if (next() == end) {
            at++
            return
        }
        while (true) {
            item()
            if (next() == end) break
            expect(',')
        }
        at++
    }

    private fun string(): String {
        val start = ++at
        while (peek() != '"' && text[at] != '\\') at++
        if (text[at] == '"') return text.substring(start, at++)
        val out = StringBuilder(text.substring(start, at))
        while (true) {
            when (val char = take()) {
                '"' -> return out.toString()
                '\\' -> out.append(escaped())
                else -> out.append(char)
            }
        }
    }

    private fun escaped(): Char = when (val char = take()) {
        '"', '\\', '/' -> char
        'b' -> '\b'
        'f' -> '\u000C'
        'n' -> '\n'
        'r' -> '\r'
        't' -> '\t'
        'u' -> {
            require(at + 4 <= text.length) { "the text ends too early" }
            val code = text.substring(at, at + 4).toIntOrNull(16)
            at += 4
            requireNotNull(code) { "an escape is no number at $at" }.toChar()
        }
        else -> throw IllegalArgumentException("an unknown escape at $at")
    }

    private fun number(): Number {
        val start = at
        while (at < text.length && text[at] in "+-.0123456789Ee") at++
        val digits = text.substring(start, at)
        val number = digits.toLongOrNull() ?: digits.toDoubleOrNull()
        return requireNotNull(number) { "there is no value at $start" }
    }

    private fun literal(word: String, value: Any?): Any? {
        require(text.startsWith(word, at)) { "there is no value at $at" }
        at += word.length
        return value
    }

    private fun next(): Char {
        while (at < text.length && text[at] in " \t\r\n") at++
        return peek()
    }

    private fun peek(): Char {
        require(at < text.length) { "the text ends too early" }
        return text[at]
    }

    private fun take(): Char = peek().also { at++ }

    private fun expect(char: Char) {
        require(next() == char) { "'$char' is missing at $at" }
        at++
    }

    companion object {
        /** The one value of [text]. */
        fun read(text: String): Any? {
            val json = Json(text)
            val value = json.value(0)
            require(text.drop(json.at).isBlank()) { "the text goes on at ${json.at}" }
            return value
        }
    }
}
