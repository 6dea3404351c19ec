package peers;

import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CertificateVerifier;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.CertificateValidator;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.ByteArrayInputStream;
import java.util.Date;

/** EU DSS, off line: the whole validation of EN 319 102-1 with its reports, under the policy that it comes with. */
final class Dss {
    private Dss() {}

    static void measure(Inputs inputs) throws Exception {
        Date moment = inputs.moment();
        byte[] root = inputs.bytes("root.cer");
        byte[] authority = inputs.bytes("ca.cer");
        byte[][] lists = {inputs.bytes("ca.crl"), inputs.bytes("root.crl")};
        CertificateVerifier resident = verifier(root, authority, lists);
        byte[][] subscribers = inputs.subscribers();
        int[] number = {0};
        Stopwatch.measure("path/resident", "EU DSS", () -> {
            number[0] = (number[0] + 1) % subscribers.length;
            return certificate(resident, moment, subscribers[number[0]]);
        });
        Stopwatch.measure("path/fresh", "EU DSS", () -> {
            number[0] = (number[0] + 1) % subscribers.length;
            return certificate(verifier(root, authority, lists), moment, subscribers[number[0]]);
        });
        for (String job : new String[] {"cms-4k", "cms-10m"}) {
            byte[] message = inputs.bytes(job + ".p7m");
            Stopwatch.measure(job, "EU DSS", () -> document(resident, moment, message));
        }
    }

    /** It asks for the revocation of the authority too, and gets the list of the root. */
    private static CertificateVerifier verifier(byte[] root, byte[] authority, byte[][] lists) {
        CommonTrustedCertificateSource roots = new CommonTrustedCertificateSource();
        roots.addCertificate(DSSUtils.loadCertificate(root));
        CommonCertificateSource authorities = new CommonCertificateSource();
        authorities.addCertificate(DSSUtils.loadCertificate(authority));
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(roots);
        verifier.setAdjunctCertSources(authorities);
        verifier.setAIASource(null);
        verifier.setCrlSource(new ExternalResourcesCRLSource(
                new ByteArrayInputStream(lists[0]), new ByteArrayInputStream(lists[1])));
        return verifier;
    }

    private static Object certificate(CertificateVerifier verifier, Date moment, byte[] octets) {
        CertificateToken subscriber = DSSUtils.loadCertificate(octets);
        CertificateValidator validator = CertificateValidator.fromCertificate(subscriber);
        validator.setCertificateVerifier(verifier);
        validator.setValidationTime(moment);
        var reports = validator.validate();
        var report = reports.getSimpleReport();
        Indication said = report.getCertificateIndication(report.getCertificateIds().get(0));
        Stopwatch.require(said == Indication.PASSED, "the certificate is valid, not " + said + reports.getXmlSimpleReport());
        return report;
    }

    private static Object document(CertificateVerifier verifier, Date moment, byte[] message) {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new InMemoryDocument(message));
        validator.setCertificateVerifier(verifier);
        validator.setValidationTime(moment);
        var reports = validator.validateDocument();
        SimpleReport report = reports.getSimpleReport();
        Indication said = report.getIndication(report.getFirstSignatureId());
        Stopwatch.require(said == Indication.TOTAL_PASSED, "the message holds, not " + said + reports.getXmlSimpleReport());
        return report;
    }
}
