package kz.qoltanba

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.security.MessageDigest
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneOffset
import java.util.HexFormat

/** A service walked on a channel, with real checks and signatures, to each of its endings. */
class ProcedureTest {
    private val start = Instant.parse("2026-07-01T04:00:00Z")
    private val service = "kokpekty-2012-unemployed-certificate"
    private val catalogue = Catalogue()
    private val verifier = Synthetic.verifier
    private val citizen = Synthetic.signer("gost2015-individual")
    private val head = Synthetic.signer("gost2015-head")
    private val provider = Bin(checkNotNull(verifier.checkCertificate(head.certificate, start).signers[0].certificate?.subject?.bin))

    private inner class Walk(iin: String = Synthetic.IIN, service: String = this@ProcedureTest.service, channel: Channel = Channel.PORTAL) {
        val parties = Parties(Iin(iin), provider)
        var procedure = Procedure(catalogue, service, channel, parties, start)
        var at: Instant = start

        fun sign(role: Actor): StepSignature {
            val signer = if (role == Actor.CONSUMER) citizen else head
            return StepSignature(verifier.verify(signer.signCms(ByteArray(5)), start))
        }

        fun check(): Report = verifier.checkCertificate(citizen.certificate, start, Expected(parties.applicant))

        /** What leads to the result, as far as the checks allow it. */
        fun step(): Move {
            val next = checkNotNull(procedure.next)
            at = at.plusSeconds(30)
            return when (next.expected) {
                ExpectedOutcome.CERTIFICATE -> {
                    val report = check()
                    procedure.report(StepOutcome.Certificate(report.decision), at, evidence = report)
                }
                ExpectedOutcome.WORK -> {
                    val signatures = listOfNotNull(next.signature?.let { sign(it.signer) })
                    procedure.report(StepOutcome.DONE, at, signatures)
                }
                ExpectedOutcome.LOGIN -> procedure.report(StepOutcome.LOGIN_ACCEPTED, at)
                ExpectedOutcome.FORM -> procedure.report(StepOutcome.FORM_ACCEPTED, at)
                ExpectedOutcome.DATA -> procedure.report(StepOutcome.DATA_CORRECT, at)
                ExpectedOutcome.REGISTRY -> procedure.report(StepOutcome.REGISTRY_FOUND, at)
                ExpectedOutcome.DECISION -> procedure.report(StepOutcome.CONFORMING, at)
                ExpectedOutcome.CHOICE -> procedure.report(StepOutcome.CHOICE_ACCEPTED, at)
            }
        }

        fun until(step: String?) {
            while (procedure.next?.step?.id.let { it != null && it != step }) assertTrue(step() is Move.Advanced)
        }
    }

    @Test
    fun `a service is walked to its result`() {
        val walk = Walk()
        assertEquals("Procedure(portal.u1, new)", walk.procedure.toString())
        walk.until(null)
        assertEquals(Ending("result", null, null), walk.procedure.ending)
        assertNull(walk.procedure.refusalDocument(start))
        assertThrows(InputException::class.java) { walk.procedure.report(StepOutcome.DONE, walk.at) }
    }

    @Test
    fun `another person's number is refused in three languages`() {
        val walk = Walk(iin = "990101200027")
        walk.until(null)
        val refusal = checkNotNull(walk.procedure.ending?.refusal)
        assertEquals(RefusalCode.SIGNATURE_NOT_CONFIRMED to listOf("iin-mismatch"), refusal.code to refusal.subReasons)
        assertEquals(Status.REFUSED, walk.procedure.status)
        val document = checkNotNull(walk.procedure.refusalDocument(start, "7", Addressee("Үлгі")))
        Language.entries.forEach { assertTrue(document.text(it).isNotEmpty()) }
        assertTrue(head.signXml(document.toXml()).isNotEmpty())
    }

    @Test
    fun `a step that is not decided is held`() {
        val walk = Walk()
        walk.until("portal.c2")
        val undetermined = walk.procedure.report(StepOutcome.Certificate(Decision.UNDETERMINED), walk.at)
        assertEquals(Move.Held("check-undetermined"), undetermined)
        assertEquals(Move.Advanced("portal.p5"), walk.step())
        val held = walk.procedure.report(StepOutcome.DONE, walk.at, listOf(walk.sign(Actor.PROVIDER_HEAD))) as Move.Held
        assertTrue(held.why == "signer-does-not-fit" && "role-does-not-fit" in held.misfits)
        for (illegal in listOf(StepOutcome.DONE, StepOutcome.LOGIN_ACCEPTED, StepOutcome.FormViolations(3))) {
            assertThrows(InputException::class.java) { walk.procedure.report(illegal, walk.at) }
        }
    }

    @Test
    fun `an outcome is what its report decided`() {
        val walk = Walk()
        walk.until("portal.c2")
        val confirmed = walk.check()
        assertEquals(Decision.CONFIRMED, confirmed.decision)
        for (reported in listOf(Decision.REFUSED, Decision.UNDETERMINED)) {
            val error = assertThrows(InputException::class.java) {
                walk.procedure.report(StepOutcome.Certificate(reported), walk.at, evidence = confirmed)
            }
            assertTrue(error.detail.endsWith("the outcome is what the report behind it decided"))
        }
        assertEquals(Move.Advanced("portal.p5"), walk.step())
    }

    @Test
    fun `the check of a certificate is no signature`() {
        val walk = Walk()
        walk.until("portal.p5")
        val before = walk.procedure.trail
        val chosen = walk.check()
        val signed = walk.sign(Actor.CONSUMER).report
        assertEquals(listOf(Decision.CONFIRMED, Decision.CONFIRMED, "certificate"), listOf(chosen.decision, signed.decision, chosen.format))
        for (signature in listOf(StepSignature(chosen), StepSignature(signed, 1))) {
            val error = assertThrows(InputException::class.java) {
                walk.procedure.report(StepOutcome.DONE, walk.at, listOf(signature))
            }
            assertEquals(ErrorKind.INVALID_ARGUMENT, error.kind)
            assertTrue(error.detail.startsWith("signature: its report "), error.detail)
        }
        assertThrows(IllegalArgumentException::class.java) { StepSignature(signed, -1) }
        assertEquals(before, walk.procedure.trail)
        assertEquals(Move.Advanced("portal.p6"), walk.procedure.report(StepOutcome.DONE, walk.at, listOf(StepSignature(signed))))
        // The trail keeps the digest of the report as its reader has it.
        val digest = MessageDigest.getInstance("SHA-256").digest(signed.toJson().toByteArray())
        assertTrue(HexFormat.of().formatHex(digest) in walk.procedure.trail)
    }

    @Test
    fun `the trail goes on where it was and shows a change`() {
        val walk = Walk()
        walk.until("portal.p5")
        val kept = walk.procedure.trail
        assertFalse(Synthetic.IIN in kept)
        val again = Procedure.replay(catalogue, kept, walk.parties)
        assertEquals(walk.procedure.next, again.next)
        assertArrayEquals(walk.procedure.trailHead, again.trailHead)
        walk.procedure = again
        walk.until(null)
        assertEquals("result", again.ending?.kind)
        val changed = kept.replaceFirst("\"accepted\"", "\"refused\"")
        val error = assertThrows(InputException::class.java) { Procedure.replay(catalogue, changed, walk.parties) }
        assertEquals(ErrorKind.ITEM, error.kind)
    }

    @Test
    fun `deadlines follow the caller's calendar`() {
        // Registered on a Wednesday; the term is three working days.
        val walk = Walk(service = "kokpekty-2012-preschool-queue")
        val astana = ZoneOffset.ofHours(5)
        fun day(number: Int) = LocalDate.of(2026, 7, number)
        fun last(calendar: Calendar) = walk.procedure.wholeDeadline(calendar)?.latest
        assertNull(last(Calendar(astana)))
        walk.until("portal.c3")
        fun end(number: Int) = day(number).atTime(23, 59, 59).toInstant(astana)
        assertEquals(end(6), last(Calendar(astana)))
        assertEquals(end(8), last(Calendar(astana, setOf(day(2), day(3)))))
        assertEquals(end(4), last(Calendar(astana, workingDays = setOf(day(4)))))
        assertThrows(InputException::class.java) { last(Calendar(ZoneOffset.ofHours(18))) }

        val login = Walk().also { it.step() }
        val deadline = checkNotNull(login.procedure.stepDeadline(Calendar(astana)))
        assertEquals(login.at.plusSeconds(60) to login.at.plusSeconds(30), deadline.latest to deadline.earliest)
    }

    @Test
    fun `absent data are a notice and the service goes on`() {
        val walk = Walk(service = "kyzylorda-2011-preschool-registration", channel = Channel.PROVIDER)
        walk.until("provider.p4")
        walk.procedure.report(StepOutcome.RegistryAbsent(SubReason.PERSON_ABSENT), walk.at)
        assertEquals(Move.Advanced("provider.p6"), walk.procedure.report(StepOutcome.DONE, walk.at))
        val document = walk.procedure.noticeDocument(0, start)
        assertEquals(walk.procedure.notices.single().code, document.code)
        assertThrows(InputException::class.java) { walk.procedure.noticeDocument(1, start) }
        assertThrows(IllegalArgumentException::class.java) { walk.procedure.noticeDocument(-1, start) }
    }

    @Test
    fun `a reviewer's refusal has its reason, a negative answer is a result`() {
        val walk = Walk()
        walk.until("portal.c3")
        walk.procedure.report(StepOutcome.NotConforming("бір құжат жоқ"), walk.at)
        walk.procedure.report(StepOutcome.DONE, walk.at)
        assertEquals("бір құжат жоқ", walk.procedure.ending?.refusal?.reason)
        assertFalse("бір құжат" in walk.procedure.ending.toString())

        val other = Walk(service = "timiryazev-2013-guardianship-certificate")
        other.until("portal.p8")
        val employee = Synthetic.signer("gost2004-employee-tumar").signCms(ByteArray(1))
        val signature = StepSignature(verifier.verify(employee, start))
        val refused = StepOutcome.Refused(RefusalCode.NEGATIVE_ANSWER, "негіз жоқ")
        assertEquals(Move.Advanced("end:result"), other.procedure.report(refused, other.at, listOf(signature)))
        assertEquals("negative-result", other.procedure.ending?.kind)
        assertNotNull(other.procedure.refusalDocument(start))
    }

    @Test
    fun `who may sign is told of a certificate`() {
        val parties = Parties(Iin(Synthetic.IIN), provider)
        assertEquals(emptyList<String>(), parties.misfits(Actor.CONSUMER, citizen.certificate))
        assertEquals(emptyList<String>(), parties.misfits(Actor.AUTHORISED_PERSON, head.certificate))
        assertEquals(listOf("applicant-unknown"), Parties().misfits(Actor.CONSUMER, citizen.certificate))
        assertThrows(InputException::class.java) { Procedure(catalogue, "none", Channel.PORTAL, parties, start) }
    }
}
