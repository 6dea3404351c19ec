package judge;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.cryptopro.ECGOST3410NamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.DSA;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.GOST3411Digest;
import org.bouncycastle.crypto.digests.GOST3411_2012_256Digest;
import org.bouncycastle.crypto.digests.GOST3411_2012_512Digest;
import org.bouncycastle.crypto.engines.GOST28147Engine;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECGOST3410Signer;
import org.bouncycastle.crypto.signers.ECGOST3410_2012Signer;
import org.bouncycastle.util.encoders.Hex;

/**
 * The national algorithms with the raw primitives of BouncyCastle, which knows nothing of the national OIDs. Every
 * number in a file is little-endian: a key is x ‖ y, a signature r ‖ s.
 */
final class Gost {
    private final ECDomainParameters domain;
    private final DSA scheme;
    private final Digest digest;

    /** @param name 2004, 2015-256 or 2015-512 */
    private Gost(String name) {
        String curve = switch (name) {
            case "2004" -> "GostR3410-2001-CryptoPro-A";
            case "2015-256" -> "Tc26-Gost-3410-12-256-paramSetA";
            case "2015-512" -> "Tc26-Gost-3410-12-512-paramSetA";
            default -> throw new IllegalArgumentException(name);
        };
        X9ECParameters parameters = ECGOST3410NamedCurves.getByNameX9(curve);
        domain = new ECDomainParameters(parameters);
        scheme = name.equals("2004") ? new ECGOST3410Signer() : new ECGOST3410_2012Signer();
        digest = switch (name) {
            case "2004" -> new GOST3411Digest(GOST28147Engine.getSBox("D-Test"));
            case "2015-256" -> new GOST3411_2012_256Digest();
            default -> new GOST3411_2012_512Digest();
        };
    }

    private byte[] hash(String file) throws Exception {
        byte[] octets = Material.bytes(file);
        digest.update(octets, 0, octets.length);
        byte[] result = new byte[digest.getDigestSize()];
        digest.doFinal(result, 0);
        return result;
    }

    /** {@code NAME FILE}: says the digest in hexadecimal digits. */
    static String digest(List<String> arguments) throws Exception {
        return Hex.toHexString(new Gost(arguments.get(0)).hash(arguments.get(1)));
    }

    /** {@code NAME KEY OCTETS SIGNATURE}. The signers of BouncyCastle read the digest as little-endian themselves. */
    static String verify(List<String> arguments) throws Exception {
        Gost gost = new Gost(arguments.get(0));
        BigInteger[] key = halves(Material.bytes(arguments.get(1)));
        BigInteger[] signature = halves(Material.bytes(arguments.get(3)));
        gost.scheme.init(false, new ECPublicKeyParameters(gost.domain.getCurve().createPoint(key[0], key[1]), gost.domain));
        if (!gost.scheme.verifySignature(gost.hash(arguments.get(2)), signature[0], signature[1])) {
            throw new Judge.Refused("signature");
        }
        return "";
    }

    /** {@code NAME OCTETS KEY SIGNATURE}: makes a key, signs, writes the public key and the signature. */
    static String sign(List<String> arguments) throws Exception {
        Gost gost = new Gost(arguments.get(0));
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(gost.domain, new SecureRandom()));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        ECPublicKeyParameters key = (ECPublicKeyParameters) pair.getPublic();
        gost.scheme.init(true, (ECPrivateKeyParameters) pair.getPrivate());
        BigInteger[] signature = gost.scheme.generateSignature(gost.hash(arguments.get(1)));
        BigInteger x = key.getQ().getAffineXCoord().toBigInteger();
        BigInteger y = key.getQ().getAffineYCoord().toBigInteger();
        int length = gost.digest.getDigestSize();
        Material.write(arguments.get(2), joined(x, y, length));
        Material.write(arguments.get(3), joined(signature[0], signature[1], length));
        return "";
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

    private static byte[] joined(BigInteger first, BigInteger second, int length) {
        byte[] reversed = org.bouncycastle.util.BigIntegers.asUnsignedByteArray(length, second);
        byte[] both = org.bouncycastle.util.Arrays.concatenate(
                reversed, org.bouncycastle.util.BigIntegers.asUnsignedByteArray(length, first));
        return org.bouncycastle.util.Arrays.reverse(both);
    }
}
