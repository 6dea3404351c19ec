package peers;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.cryptopro.ECGOST3410NamedCurves;
import org.bouncycastle.crypto.DSA;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.GOST3411Digest;
import org.bouncycastle.crypto.digests.GOST3411_2012_256Digest;
import org.bouncycastle.crypto.digests.GOST3411_2012_512Digest;
import org.bouncycastle.crypto.engines.GOST28147Engine;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECGOST3410Signer;
import org.bouncycastle.crypto.signers.ECGOST3410_2012Signer;

/** GOST signatures and hashes with BouncyCastle. Its signers read a digest as little-endian themselves. */
final class Gost {
    private Gost() {}

    static void measure(Inputs inputs) throws Exception {
        signature(inputs, "gost-2001-a", "GostR3410-2001-CryptoPro-A", new ECGOST3410Signer(), new ECGOST3410Signer());
        signature(inputs, "gost-2012-256-a", "Tc26-Gost-3410-12-256-paramSetA",
                new ECGOST3410_2012Signer(), new ECGOST3410_2012Signer());
        signature(inputs, "gost-2012-512-a", "Tc26-Gost-3410-12-512-paramSetA",
                new ECGOST3410_2012Signer(), new ECGOST3410_2012Signer());
        hash("hash/streebog-256", new GOST3411_2012_256Digest());
        hash("hash/streebog-512", new GOST3411_2012_512Digest());
        hash("hash/gost-34.311-95", new GOST3411Digest(GOST28147Engine.getSBox("D-Test")));
    }

    private static void signature(Inputs inputs, String job, String curve, DSA verifier, DSA signer) throws Exception {
        ECDomainParameters domain = new ECDomainParameters(ECGOST3410NamedCurves.getByNameX9(curve));
        BigInteger[] point = halves(inputs.bytes(job + ".public"));
        BigInteger[] value = halves(inputs.bytes(job + ".signature"));
        byte[] digest = inputs.bytes(job + ".digest");
        verifier.init(false, new ECPublicKeyParameters(domain.getCurve().createPoint(point[0], point[1]), domain));
        signer.init(true, new ECPrivateKeyParameters(number(inputs.bytes(job + ".private")), domain));
        Stopwatch.measure(job + "/verify", "BouncyCastle", () -> {
            Stopwatch.require(verifier.verifySignature(digest, value[0], value[1]), "the signature holds");
            return value;
        });
        Stopwatch.measure(job + "/sign", "BouncyCastle", () -> signer.generateSignature(digest));
    }

    private static void hash(String job, Digest digest) throws Exception {
        byte[] message = new byte[1 << 20];
        for (int place = 0; place < message.length; place++) {
            message[place] = (byte) (place % 251);
        }
        byte[] result = new byte[digest.getDigestSize()];
        Stopwatch.measure(job, "BouncyCastle", () -> {
            digest.update(message, 0, message.length);
            digest.doFinal(result, 0);
            return result;
        });
    }

    private static BigInteger[] halves(byte[] octets) {
        int middle = octets.length / 2;
        return new BigInteger[] {
            number(Arrays.copyOfRange(octets, 0, middle)), number(Arrays.copyOfRange(octets, middle, octets.length))
        };
    }

    private static BigInteger number(byte[] littleEndian) {
        return new BigInteger(1, org.bouncycastle.util.Arrays.reverse(littleEndian));
    }
}
