package peers;

import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A certification path with the list of the issuer, judged by the PKIX validator of a provider. */
final class Paths {
    private final String provider;
    private final CertificateFactory factory;
    private final CertPathValidator validator;
    private final PKIXParameters parameters;
    private final X509Certificate authority;

    Paths(String provider, Reading reading, Inputs inputs) throws Exception {
        this(provider, reading, inputs, inputs.bytes("root.cer"), inputs.bytes("ca.cer"), inputs.bytes("ca.crl"));
    }

    private Paths(String provider, Reading reading, Inputs inputs, byte[] root, byte[] authority, byte[] list)
            throws Exception {
        this.provider = provider;
        factory = CertificateFactory.getInstance("X.509", provider);
        validator = CertPathValidator.getInstance("PKIX", provider);
        this.authority = reading.certificate(authority);
        parameters = new PKIXParameters(Set.of(new TrustAnchor(reading.certificate(root), null)));
        parameters.setDate(inputs.moment());
        var lists = new CollectionCertStoreParameters(List.of(reading.list(list)));
        parameters.addCertStore(CertStore.getInstance("Collection", lists));
    }

    /** The end entity alone is looked up in the list. */
    Object check(X509Certificate subscriber) throws Exception {
        PKIXParameters asked = (PKIXParameters) parameters.clone();
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(EnumSet.of(
                PKIXRevocationChecker.Option.ONLY_END_ENTITY,
                PKIXRevocationChecker.Option.PREFER_CRLS,
                PKIXRevocationChecker.Option.NO_FALLBACK));
        asked.addCertPathChecker(checker);
        CertPath path = factory.generateCertPath(List.of(subscriber, authority));
        return validator.validate(path, asked);
    }

    static void measure(Inputs inputs) throws Exception {
        measure(inputs, "SUN", "JDK", Reading.jdk(), Reading.jdkWithoutMemory());
        measure(inputs, "BC", "BouncyCastle", Reading.bouncyCastle(), Reading.bouncyCastle());
    }

    private static void measure(Inputs inputs, String provider, String name, Reading reading, Reading anew)
            throws Exception {
        byte[] root = inputs.bytes("root.cer");
        byte[] authority = inputs.bytes("ca.cer");
        byte[] list = inputs.bytes("ca.crl");
        byte[][] subscribers = inputs.subscribers();
        int[] number = {0};
        Stopwatch.measure("path/fresh", name, () -> {
            number[0] = (number[0] + 1) % subscribers.length;
            Paths fresh = new Paths(provider, anew, inputs, root, authority, list);
            return fresh.check(anew.certificate(subscribers[number[0]]));
        });
        Paths resident = new Paths(provider, reading, inputs);
        // The objects of the JDK remember under which key they were verified, and cannot be told not to.
        String job = provider.equals("SUN") ? "path/remembered" : "path/resident";
        Stopwatch.measure(job, name, () -> {
            number[0] = (number[0] + 1) % subscribers.length;
            return resident.check(reading.certificate(subscribers[number[0]]));
        });
    }
}
