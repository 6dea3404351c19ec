package kz.qoltanba;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
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
}
