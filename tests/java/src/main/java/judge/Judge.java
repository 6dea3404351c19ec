package judge;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Runs a list of cases and writes the list of their outcomes: {@code Judge CASES RESULTS}.
 *
 * <p>A case is a line of fields between tabs: a name, a command, its arguments. Its outcome is the name and either
 * {@code ok}, with what was found, or {@code refused}, with the reason.
 */
public final class Judge {
    private Judge() {}

    /** A command: gets its arguments, says what it found, throws when it refuses. */
    interface Command {
        String run(List<String> arguments) throws Exception;
    }

    /** What a command throws when it refuses for a reason of its own. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        StringBuilder results = new StringBuilder();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            List<String> fields = Arrays.asList(line.split("\t", -1));
            String outcome = outcome(command(fields.get(1)), fields.subList(2, fields.size()));
            results.append(fields.get(0)).append('\t').append(outcome).append('\n');
        }
        Files.writeString(Path.of(arguments[1]), results, StandardCharsets.UTF_8);
    }

    private static Command command(String name) {
        return switch (name) {
            case "cms-verify" -> Cms::verify;
            case "cms-sign" -> Cms::sign;
            case "gost-digest" -> Gost::digest;
            case "gost-verify" -> Gost::verify;
            case "gost-sign" -> Gost::sign;
            case "xml-verify" -> Xml::verify;
            case "xml-sign" -> Xml::sign;
            case "soap-verify" -> Soap::verify;
            case "soap-sign" -> Soap::sign;
            case "path" -> Paths::validate;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String outcome(Command command, List<String> arguments) {
        try {
            return ("ok " + command.run(arguments)).strip();
        } catch (Refused refused) {
            return "refused " + refused.getMessage();
        } catch (Exception | LinkageError error) {
            StringBuilder text = new StringBuilder("refused");
            for (Throwable cause = error; cause != null; cause = cause.getCause()) {
                text.append(' ').append(cause.toString().replaceAll("\\s+", " "));
            }
            return text.toString();
        }
    }
}
