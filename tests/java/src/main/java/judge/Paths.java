package judge;

import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** Certification paths with revocation lists: the validators of the JDK (SUN) and of BouncyCastle (BC). */
final class Paths {
    private Paths() {}

    /**
     * {@code PROVIDER MOMENT ANCHOR CERTIFICATES LISTS}: the path from the subscriber up to below the anchor, files
     * between semicolons. Nothing is fetched.
     */
    static String validate(List<String> arguments) throws Exception {
        List<X509Certificate> certificates = new ArrayList<>();
        for (String file : arguments.get(3).split(";")) {
            certificates.add(Material.certificate(file));
        }
        List<X509CRL> lists = new ArrayList<>();
        for (String file : arguments.get(4).split(";")) {
            if (!file.isEmpty()) {
                lists.add(Material.list(file));
            }
        }
        PKIXParameters parameters =
                new PKIXParameters(Set.of(new TrustAnchor(Material.certificate(arguments.get(2)), null)));
        parameters.setDate(Date.from(Instant.parse(arguments.get(1))));
        parameters.setRevocationEnabled(true);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(certificates);
        try {
            CertPathValidator.getInstance("PKIX", arguments.get(0)).validate(path, parameters);
            return "";
        } catch (CertPathValidatorException error) {
            throw new Judge.Refused(reason(error) + ' ' + error.getMessage().replaceAll("\\s+", " "));
        }
    }

    /** One word for the reason. BouncyCastle gives only a text. */
    private static String reason(CertPathValidatorException error) {
        String text = String.valueOf(error.getMessage());
        return switch (error.getReason().toString()) {
            case "REVOKED" -> "revoked";
            case "EXPIRED" -> "expired";
            case "NOT_YET_VALID" -> "not-yet-valid";
            case "UNDETERMINED_REVOCATION_STATUS" -> "undetermined";
            case "UNSPECIFIED" -> {
                if (text.contains("revocation after")) {
                    yield "revoked";
                } else if (text.contains("NotAfter")) {
                    yield "expired";
                } else if (text.contains("NotBefore")) {
                    yield "not-yet-valid";
                } else if (text.contains("CRL")) {
                    yield "undetermined";
                } else {
                    yield "path";
                }
            }
            default -> "path";
        };
    }
}
