package judge;

import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationVerifier;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampToken;

/** CMS with BouncyCastle. */
final class Cms {
    private Cms() {}

    /** {@code MESSAGE [CONTENT]}: says how many signers hold, are bound to their certificate, and are stamped. */
    static String verify(List<String> arguments) throws Exception {
        byte[] message = Material.bytes(arguments.get(0));
        CMSSignedData data = arguments.size() == 1
                ? new CMSSignedData(message)
                : new CMSSignedData(new CMSProcessableByteArray(Material.bytes(arguments.get(1))), message);
        int signers = 0;
        int bound = 0;
        int stamped = 0;
        for (SignerInformation signer : data.getSignerInfos()) {
            X509CertificateHolder certificate = certificate(data, signer);
            if (!signer.verify(verifier(certificate))) {
                throw new Judge.Refused("signature");
            }
            signers++;
            bound += bound(signer, certificate);
            stamped += stamped(signer);
        }
        return "signers=" + signers + " bound=" + bound + " stamped=" + stamped;
    }

    @SuppressWarnings("unchecked")
    private static X509CertificateHolder certificate(CMSSignedData data, SignerInformation signer) throws Exception {
        Collection<X509CertificateHolder> found = data.getCertificates().getMatches(signer.getSID());
        if (found.size() != 1) {
            throw new Judge.Refused(found.size() + " certificates of the signer");
        }
        return found.iterator().next();
    }

    private static SignerInformationVerifier verifier(X509CertificateHolder certificate) throws Exception {
        return new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate);
    }

    /** 1 when signingCertificateV2 names the certificate, 0 when it is absent. */
    private static int bound(SignerInformation signer, X509CertificateHolder certificate) throws Exception {
        AttributeTable attributes = signer.getSignedAttributes();
        Attribute attribute = attributes == null ? null : attributes.get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
        if (attribute == null) {
            return 0;
        }
        ESSCertIDv2 id = SigningCertificateV2.getInstance(attribute.getAttributeValues()[0]).getCerts()[0];
        MessageDigest digest = MessageDigest.getInstance(id.getHashAlgorithm().getAlgorithm().getId(), "BC");
        if (!Arrays.equals(digest.digest(certificate.getEncoded()), id.getCertHash())) {
            throw new Judge.Refused("signingCertificateV2 names another certificate");
        }
        return 1;
    }

    /** The number of valid signature time-stamps. */
    @SuppressWarnings("unchecked")
    private static int stamped(SignerInformation signer) throws Exception {
        AttributeTable attributes = signer.getUnsignedAttributes();
        Attribute attribute =
                attributes == null ? null : attributes.get(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
        if (attribute == null) {
            return 0;
        }
        byte[] encoded = attribute.getAttributeValues()[0].toASN1Primitive().getEncoded();
        TimeStampToken token = new TimeStampToken(new CMSSignedData(encoded));
        String algorithm = token.getTimeStampInfo().getMessageImprintAlgOID().getId();
        byte[] imprint = MessageDigest.getInstance(algorithm, "BC").digest(signer.getSignature());
        if (!Arrays.equals(imprint, token.getTimeStampInfo().getMessageImprintDigest())) {
            throw new Judge.Refused("the time-stamp is over something else");
        }
        Collection<X509CertificateHolder> found = token.getCertificates().getMatches(token.getSID());
        token.validate(verifier(found.iterator().next()));
        return 1;
    }

    /**
     * {@code OUT CONTENT FORM (ALGORITHM KEY CERTIFICATE)+}: FORM is made of the words {@code detached}, {@code ber},
     * {@code plain} (no signed attributes) and {@code key-id} (the signer by its key identifier).
     */
    static String sign(List<String> arguments) throws Exception {
        String form = arguments.get(2);
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
        for (int at = 3; at < arguments.size(); at += 3) {
            X509Certificate certificate = Material.certificate(arguments.get(at + 2));
            PrivateKey key = Material.key(arguments.get(at + 1), certificate);
            ContentSigner signer = new JcaContentSignerBuilder(arguments.get(at)).setProvider("BC").build(key);
            JcaSignerInfoGeneratorBuilder builder = new JcaSignerInfoGeneratorBuilder(digests);
            builder.setDirectSignature(form.contains("plain"));
            SignerInfoGenerator info = form.contains("key-id")
                    ? builder.build(signer, subjectKeyIdentifier(certificate))
                    : builder.build(signer, certificate);
            generator.addSignerInfoGenerator(info);
            generator.addCertificates(new JcaCertStore(List.of(certificate)));
        }
        CMSProcessableByteArray content = new CMSProcessableByteArray(Material.bytes(arguments.get(1)));
        CMSSignedData data = generator.generate(content, !form.contains("detached"));
        String encoding = form.contains("ber") ? ASN1Encoding.BER : ASN1Encoding.DER;
        Material.write(arguments.get(0), data.toASN1Structure().getEncoded(encoding));
        return "";
    }

    private static byte[] subjectKeyIdentifier(X509Certificate certificate) throws Exception {
        X509CertificateHolder holder = new X509CertificateHolder(certificate.getEncoded());
        return org.bouncycastle.asn1.x509.SubjectKeyIdentifier.fromExtensions(holder.getExtensions()).getKeyIdentifier();
    }
}
