package dev.tidegate.dashboard.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;

/** What every answer tells the browser, and who may ask. */
final class SecurityHeaders {
    /** Nothing from elsewhere, nothing inline; drawings are made on a canvas and may be saved as an image. */
    static final Map<String, String> ALWAYS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self';"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), interest-cohort=()");

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private SecurityHeaders() {}

    /**
     * A web page elsewhere can give its own name our loopback address and then read what we answer. So a server that only
     * this machine can reach answers to the machine's own names only.
     */
    static boolean isForeign(String bind, String hostHeader) {
        return isLoopback(bind) && !LOOPBACK_NAMES.contains(withoutPort(hostHeader == null ? "" : hostHeader));
    }

    private static boolean isLoopback(String bind) {
        try {
            return InetAddress.getByName(bind).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String withoutPort(String host) {
        return host.replaceFirst(":[0-9]+$", "");
    }
}
