package kz.qoltanba

import kz.qoltanba.ffi.closedLists
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.nio.file.Files
import java.nio.file.Path

/** The regulations are data, and a caller adds others. */
class RegulationsTest {
    private val service = "kokpekty-2012-unemployed-certificate"
    private val catalogue = Catalogue()

    @Test
    fun `the portal checks the certificate before it signs`() {
        assertEquals(17, catalogue.ids.toSet().size)
        val portal = checkNotNull(catalogue.regulation(service).channel(Channel.PORTAL))
        val check = checkNotNull(portal.step("portal.c2"))
        assertEquals(listOf(StepKind.CONDITION, "portal.p5", "portal.p4"), listOf(check.kind, check.next, check.otherwise))
        val asked = listOf(StepCheck.VALIDITY_PERIOD, StepCheck.REVOCATION, StepCheck.IDENTITY_MATCH_IIN)
        assertEquals(asked, check.checks.single().what)
        val signing = portal.step("portal.p5")?.signature
        assertEquals(Actor.CONSUMER to SignedObject.REQUEST, signing?.signer to signing?.signed)
        assertNull(portal.step("portal.p99"))
    }

    @Test
    fun `every regulation is read whole`() {
        val decrees = catalogue.decrees.map { it.key }
        for (id in catalogue.ids) {
            val regulation = catalogue.regulation(id)
            assertTrue(regulation.decree in decrees && regulation.resultKinds.isNotEmpty())
            assertEquals(regulation.channels.size, (regulation.data["channel"] as List<*>).size)
            for (channel in regulation.channels) {
                val steps = channel.steps.map { it.id }
                assertTrue(channel.start in steps)
                assertTrue(channel.steps.all { it.src.isNotEmpty() && (it.next in steps || it.next.startsWith("end:") || it.next == "not-stated") })
            }
        }
        assertThrows(InputException::class.java) { catalogue.regulation("there is none") }
    }

    @Test
    fun `decrees, readings and refusals are shared`() {
        assertEquals(5, catalogue.decrees.size)
        assertEquals((1..catalogue.readings.size).toList(), catalogue.readings.map { it.number })
        assertEquals(RefusalCode.entries.toSet(), catalogue.refusals.map { it.code }.toSet())
        assertTrue(catalogue.refusals.all { it.wordings.getValue(Language.ENGLISH).origin == Origin.LIBRARY })
        assertTrue((Catalogue.signerRules()["signer"] as List<*>).isNotEmpty())
    }

    @Test
    fun `a caller adds a regulation and a decree`() {
        val file = Path.of("../../core/src/regulation/data/$service.toml")
        val text = Files.readString(file).replace(service, "kokpekty-2012-copy")
        val more = catalogue.addingRegulation(text)
        assertTrue("kokpekty-2012-copy" in more.ids && "kokpekty-2012-copy" !in catalogue.ids)
        val again = catalogue.addingRegulation(more.regulation("kokpekty-2012-copy").json)
        assertEquals(more.regulation("kokpekty-2012-copy"), again.regulation("kokpekty-2012-copy"))
        assertEquals(emptyList<RegulationViolation>(), catalogue.violations(text))
        val broken = text.replaceFirst("next = \"portal.c1\"", "next = \"portal.c9\"")
        assertTrue(catalogue.violations(broken).isNotEmpty())
        assertThrows(InputException::class.java) { catalogue.addingRegulation(broken) }
        val decree = """{"key": "own-2026", "language": "kk", "act": "an act", "src": ["L1"], "text_sha256": "00"}"""
        assertEquals("own-2026", catalogue.addingDecree(decree).decrees.last().key)
    }

    @Test
    fun `the enumerations hold the words of the library`() {
        val lists = closedLists()
        assertEquals(14, lists.size)
        for (list in lists) {
            val entries = Class.forName("kz.qoltanba.${list.name}").enumConstants.map { (it as Listed).word }
            assertEquals(list.words, entries, list.name)
        }
    }
}
