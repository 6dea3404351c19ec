import java.io.*;
import java.nio.file.*;
import java.lang.management.ManagementFactory;
import java.security.cert.*;
import java.util.*;

/** The JDK's PKIX validator with one CRL in memory: arguments are subscriber, authority, root, CRL. */
final class PeerPkix {
    public static void main(String[] files) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate[] chain = new X509Certificate[3];
        for (int i = 0; i < 3; i++) {
            try (InputStream in = new FileInputStream(files[i])) {
                chain[i] = (X509Certificate) factory.generateCertificate(in);
            }
        }
        CRL list;
        try (InputStream in = new FileInputStream(files[3])) {
            list = factory.generateCRL(in);
        }
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(chain[2], null)));
        parameters.setDate(Date.from(java.time.Instant.parse("2026-07-01T00:00:00Z")));
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(list))));
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(EnumSet.of(
                PKIXRevocationChecker.Option.PREFER_CRLS,
                PKIXRevocationChecker.Option.NO_FALLBACK,
                PKIXRevocationChecker.Option.ONLY_END_ENTITY));
        parameters.addCertPathChecker(checker);
        CertPath path = factory.generateCertPath(List.of(chain[0], chain[1]));
        for (int i = 0; i < 2000; i++) {
            validator.validate(path, parameters);
        }
        var clock = ManagementFactory.getThreadMXBean();
        for (int run = 0; run < 15; run++) {
            long start = clock.getCurrentThreadCpuTime();
            for (int i = 0; i < 100; i++) {
                validator.validate(path, parameters);
            }
            System.out.printf(Locale.ROOT, "jdk,rsa check,%.2f%n",
                    (clock.getCurrentThreadCpuTime() - start) / 100 / 1e3);
        }
    }
}
