package kz.qoltanba

import kz.qoltanba.examples.firstVerdict
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.nio.file.Files
import java.nio.file.Path

/** The README's first verdict is the one of the example, and it is true. */
class ReadmeTest {
    @Test
    fun `the first verdict`(@TempDir folder: Path) {
        for ((name, place) in listOf("anchors" to "CA_Test/ROOT", "intermediates" to "CA_Test/NCA", "crls" to "CRL")) {
            val inside = Files.createDirectory(folder.resolve(name))
            Files.list(NationalSet.folder.resolve(place)).use { all ->
                all.filter(Files::isRegularFile).forEach { Files.copy(it, inside.resolve(it.fileName)) }
            }
        }
        Files.write(folder.resolve("citizen.cer"), NationalSet.person("valid").bytes)
        assertEquals("Report(confirmed)", firstVerdict(folder).toString())
    }

    @Test
    fun `the README shows the example`() {
        val example = Files.readString(Path.of("examples/FirstVerdict.kt")).substringAfter("has it. */\n").trim()
        assertTrue(example in Files.readString(Path.of("README.md")))
    }
}
