package judge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Keys, certificates and lists from files. */
final class Material {
    private Material() {}

    static byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(Path.of(file));
    }

    static void write(String file, byte[] bytes) throws IOException {
        Files.write(Path.of(file), bytes);
    }

    static X509Certificate certificate(String file) throws GeneralSecurityException, IOException {
        return (X509Certificate) factory().generateCertificate(new ByteArrayInputStream(bytes(file)));
    }

    static X509CRL list(String file) throws GeneralSecurityException, IOException {
        return (X509CRL) factory().generateCRL(new ByteArrayInputStream(bytes(file)));
    }

    /** An unencrypted PKCS#8 key in PEM, for the algorithm of the certificate. */
    static PrivateKey key(String file, X509Certificate certificate) throws GeneralSecurityException, IOException {
        String text = new String(bytes(file), StandardCharsets.US_ASCII).replaceAll("-----[^-]+-----|\\s", "");
        KeyFactory keys = KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm());
        return keys.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    }

    private static CertificateFactory factory() throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509");
    }
}
