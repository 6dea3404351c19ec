package kz.qoltanba;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same library as Java sees it. */
class FromJavaTest {
    @Test
    void aCertificateIsChecked() {
        NationalSet.Entry entry = NationalSet.INSTANCE.person("valid");
        Instant at = Instant.parse("2024-01-01T00:00:00Z");
        try (Verifier verifier = new Verifier(NationalSet.INSTANCE.getTrust(), NationalSet.INSTANCE.getEvidence())) {
            Report report = verifier.checkCertificate(entry.getBytes(), at, Expected.iin("123456789011"));
            String answer = switch (report.getDecision()) {
                case CONFIRMED -> "yes";
                case REFUSED -> report.getRefusal().text(Language.RUSSIAN);
                case UNDETERMINED -> "later";
            };
            assertEquals("yes", answer);
            Report other = verifier.checkCertificate(entry.getBytes(), at, Expected.iin("123456789012"));
            assertEquals(Reason.IIN_MISMATCH, other.find(Check.IDENTITY_MATCH).getReason());
        }
    }

    @Test
    void anUnusableInputIsAnException() {
        try (TrustStore trust = new TrustStore(List.of()); Verifier verifier = new Verifier(trust)) {
            InputException error =
                    assertThrows(InputException.class, () -> verifier.checkCertificate(new byte[5], Instant.EPOCH));
            assertEquals(ErrorKind.MALFORMED, error.getKind());
        }
    }

    @Test
    void aDocumentIsWrittenSignedAndOpened() {
        Instant at = Synthetic.INSTANCE.getAT();
        Questionnaire answers =
                new Questionnaire("kokpekty-2012-housing-queue", at, Satisfaction.SATISFIED, Satisfaction.NOT_SATISFIED);
        try (Signer signer = Synthetic.INSTANCE.signer("gost2015-individual", Synthetic.PASSWORD)) {
            byte[] signed = signer.signXml(answers.toXml());
            OpenedDocument opened = Synthetic.INSTANCE.getVerifier().openDocument(signed, at);
            assertEquals(answers, opened.getDocument());
            CheckedSigner checked = signer.checked(Synthetic.INSTANCE.getVerifier(), at);
            assertTrue(checked instanceof CheckedSigner.Allowed allowed && allowed.getSigner() == signer);
        }
    }

    @Test
    void aKeyThatIsKeptElsewhereSigns() {
        Instant at = Synthetic.INSTANCE.getAT();
        Signer held = Synthetic.INSTANCE.signer("gost2015-individual", Synthetic.PASSWORD);
        try (Signer signer = Signer.external(held.getCertificate(), (algorithm, message) -> held.signRaw(message))) {
            Report report = Synthetic.INSTANCE.getVerifier().verify(signer.signCms(new byte[10]), at);
            assertEquals(Decision.CONFIRMED, report.getDecision());
            assertTrue(report.toHtml(Language.KAZAKH).startsWith("<!DOCTYPE html>"));
        }
        // A checked exception is one of the service's.
        ExternalKey absent = (algorithm, message) -> {
            throw new java.io.IOException("the service does not answer");
        };
        try (Signer signer = Signer.external(held.getCertificate(), absent)) {
            InputException error = assertThrows(InputException.class, () -> signer.signCms(new byte[10]));
            assertEquals(ErrorKind.EXTERNAL, error.getKind());
            assertTrue(error.getCause() instanceof java.io.IOException);
        }
    }

    @Test
    void aServiceIsWalked() {
        Instant at = Synthetic.INSTANCE.getAT();
        Parties parties = new Parties(new Iin(Synthetic.IIN));
        try (Catalogue catalogue = new Catalogue();
                Procedure procedure =
                        new Procedure(catalogue, "kokpekty-2012-housing-queue", Channel.PORTAL, parties, at)) {
            procedure.report(StepOutcome.NOT_NEEDED, at);
            assertEquals(new Move.Advanced("portal.c1"), procedure.report(StepOutcome.DONE, at));
            assertEquals(new Move.Advanced("portal.p2"), procedure.report(StepOutcome.LOGIN_REFUSED, at));
            procedure.report(StepOutcome.DONE, at);
            assertEquals("refused", procedure.getEnding().getKind());
        }
    }

    @Test
    void aBarcodeComesBack() {
        List<BarcodePart> parts =
                Barcodes.encode(new byte[10], "12345678901234", OffsetDateTime.parse("2026-07-01T09:00:00+05:00"));
        assertEquals(10, Barcodes.decode(parts).getDocument().length);
    }
}
