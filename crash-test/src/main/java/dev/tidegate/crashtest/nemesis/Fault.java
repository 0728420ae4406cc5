package dev.tidegate.crashtest.nemesis;

/**
 * One kind of fault. What is random in it is drawn from the random numbers of the round alone, never from how long
 * something took.
 *
 * @param name for people
 * @param strike makes it happen, once; one that meets an idle job does not count
 */
public record Fault(String name, Strike strike) {

    /** Makes a fault happen, and sees that it did. */
    @FunctionalInterface
    public interface Strike {
        /**
         * Strikes.
         *
         * @return whether the job had work in hand
         * @throws dev.tidegate.crashtest.running.TooLateException if the job did not behave as it must at once
         */
        boolean on(Scene scene) throws Exception;
    }
}
