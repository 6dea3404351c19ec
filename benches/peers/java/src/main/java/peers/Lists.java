package peers;

import java.math.BigInteger;
import java.security.cert.X509CRL;

/** Large lists: reading with the first lookup, and a further lookup. */
final class Lists {
    private Lists() {}

    static void measure(Inputs inputs) throws Exception {
        for (String entries : new String[] {"50000", "1000000"}) {
            measure(inputs, entries, "JDK", Reading.jdkWithoutMemory());
            measure(inputs, entries, "BouncyCastle", Reading.bouncyCastle());
        }
    }

    private static void measure(Inputs inputs, String entries, String name, Reading reading) throws Exception {
        byte[] octets = inputs.bytes(entries + ".crl");
        byte[][] pieces = inputs.pieces(entries + ".serials", 20);
        BigInteger[] serials = new BigInteger[pieces.length];
        for (int number = 0; number < serials.length; number++) {
            serials[number] = new BigInteger(1, pieces[number]);
        }
        X509CRL list = reading.list(octets);
        // Not all: BouncyCastle reads through the list for each.
        for (int number = 0; number < 8; number++) {
            find(list, serials, number);
        }
        Stopwatch.measure("crl-" + entries + "/load", name, () -> find(reading.list(octets), serials, 1));
        int[] number = {1};
        Stopwatch.measure("crl-" + entries + "/lookup", name, () -> {
            number[0] = (number[0] + 2) % serials.length;
            return find(list, serials, number[0]);
        });
    }

    /** The even ones are present. */
    private static Object find(X509CRL list, BigInteger[] serials, int number) {
        Object entry = list.getRevokedCertificate(serials[number]);
        Stopwatch.require((entry != null) == (number % 2 == 0), "the entry");
        return list;
    }
}
