package peers;

import java.security.cert.X509Certificate;
import java.util.Collection;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;

/** CMS with BouncyCastle: the message is read, its signature verified, the signer's path and revocation checked. */
final class Messages {
    private Messages() {}

    static void measure(Inputs inputs) throws Exception {
        Reading reading = Reading.bouncyCastle();
        Paths paths = new Paths("BC", reading, inputs);
        for (String job : new String[] {"cms-4k", "cms-10m"}) {
            byte[] message = inputs.bytes(job + ".p7m");
            Stopwatch.measure(job, "BouncyCastle", () -> verify(message, reading, paths));
        }
    }

    @SuppressWarnings("unchecked")
    private static Object verify(byte[] message, Reading reading, Paths paths) throws Exception {
        CMSSignedData data = new CMSSignedData(message);
        SignerInformation signer = data.getSignerInfos().iterator().next();
        Collection<X509CertificateHolder> found = data.getCertificates().getMatches(signer.getSID());
        X509Certificate certificate = reading.certificate(found.iterator().next().getEncoded());
        var verifier = new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate);
        Stopwatch.require(signer.verify(verifier), "the message holds");
        return paths.check(certificate);
    }
}
