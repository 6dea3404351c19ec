package peers;

import java.nio.file.Path;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The side of the JVM in the comparison that benches/peers/run makes: {@code Peers FOLDER} measures. */
public final class Peers {
    private Peers() {}

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        Inputs inputs = new Inputs(Path.of(arguments[0]));
        Gost.measure(inputs);
        Paths.measure(inputs);
        Lists.measure(inputs);
        Messages.measure(inputs);
        Dss.measure(inputs);
    }
}
