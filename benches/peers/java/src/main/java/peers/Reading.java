package peers;

import java.io.ByteArrayInputStream;
import java.lang.reflect.Constructor;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;

/** How a provider reads certificates and lists. */
interface Reading {
    X509Certificate certificate(byte[] octets) throws Exception;

    X509CRL list(byte[] octets) throws Exception;

    /** The JDK as everybody uses it: its factory remembers 750 certificates and as many lists by their octets. */
    static Reading jdk() throws Exception {
        return of(CertificateFactory.getInstance("X.509", "SUN"));
    }

    static Reading bouncyCastle() throws Exception {
        return of(CertificateFactory.getInstance("X.509", "BC"));
    }

    /** The classes behind the factory of the JDK, which remember nothing; it takes --add-exports to reach them. */
    static Reading jdkWithoutMemory() throws Exception {
        Constructor<?> certificate = constructor("sun.security.x509.X509CertImpl");
        Constructor<?> list = constructor("sun.security.x509.X509CRLImpl");
        return new Reading() {
            @Override
            public X509Certificate certificate(byte[] octets) throws Exception {
                return (X509Certificate) certificate.newInstance((Object) octets);
            }

            @Override
            public X509CRL list(byte[] octets) throws Exception {
                return (X509CRL) list.newInstance((Object) octets);
            }
        };
    }

    private static Constructor<?> constructor(String name) throws Exception {
        return Class.forName(name).getConstructor(byte[].class);
    }

    private static Reading of(CertificateFactory factory) {
        return new Reading() {
            @Override
            public X509Certificate certificate(byte[] octets) throws Exception {
                return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(octets));
            }

            @Override
            public X509CRL list(byte[] octets) throws Exception {
                return (X509CRL) factory.generateCRL(new ByteArrayInputStream(octets));
            }
        };
    }
}
