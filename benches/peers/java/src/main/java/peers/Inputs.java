package peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;

/** The folder that all implementations read. */
record Inputs(Path folder) {
    byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    /** A file that holds pieces of one length. */
    byte[][] pieces(String name, int length) throws IOException {
        byte[] all = bytes(name);
        byte[][] pieces = new byte[all.length / length][];
        for (int number = 0; number < pieces.length; number++) {
            pieces[number] = Arrays.copyOfRange(all, number * length, (number + 1) * length);
        }
        return pieces;
    }

    byte[][] subscribers() throws IOException {
        return pieces("subscribers", (int) number("subscriber.length"));
    }

    Date moment() throws IOException {
        return Date.from(Instant.ofEpochSecond(number("moment")));
    }

    private long number(String name) throws IOException {
        return Long.parseLong(Files.readString(folder.resolve(name)).trim());
    }
}
