package peers;

import java.util.Locale;

/** Wall time of an operation, as benches/src/stopwatch.rs takes it. */
final class Stopwatch {
    private Stopwatch() {}

    /** What is measured. The result is looked at, so that nothing can be left out. */
    interface Operation {
        Object run() throws Exception;
    }

    private static volatile Object seen;

    /** Prints a line: job, implementation, nanoseconds of one call for each sample. */
    static void measure(String job, String implementation, Operation operation) throws Exception {
        // Compilers in the background need longer than a warm cache does.
        double warmUp = 3e6 * setting("MEASURE_WARM_UP_MS", 500);
        double length = 1e6 * setting("MEASURE_SAMPLE_MS", 50);
        double samples = setting("MEASURE_SAMPLES", 7);
        long started = System.nanoTime();
        long calls = 0;
        long recent = 0;
        do {
            long start = System.nanoTime();
            seen = operation.run();
            recent = System.nanoTime() - start;
            calls++;
        } while (System.nanoTime() - started < warmUp);
        // The last call is closer to what follows than the mean over the warm-up.
        double call = Math.min((System.nanoTime() - started) / (double) calls, Math.max(recent, 1));
        calls = Math.max(1, (long) (length / call));
        StringBuilder line = new StringBuilder(job).append('\t').append(implementation);
        started = System.nanoTime();
        for (int sample = 0; sample < samples && (sample < 3 || System.nanoTime() - started < 10e9); sample++) {
            long start = System.nanoTime();
            for (long each = 0; each < calls; each++) {
                seen = operation.run();
            }
            line.append(String.format(Locale.ROOT, "\t%.1f", (System.nanoTime() - start) / (double) calls));
        }
        System.out.println(line);
    }

    private static double setting(String name, double otherwise) {
        String text = System.getenv(name);
        return text == null ? otherwise : Double.parseDouble(text);
    }

    /** Ends the program unless the condition holds: a figure of a wrong answer is none. */
    static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }
}
