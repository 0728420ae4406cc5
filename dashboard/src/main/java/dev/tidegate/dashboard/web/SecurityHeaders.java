package dev.tidegate.dashboard.web;

import java.util.Map;

/** What every answer tells the browser. No header allows another site anything. */
final class SecurityHeaders {
    /** Nothing from elsewhere and nothing inline. Charts are drawn on a canvas and may be saved as an image (data:). */
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

    private SecurityHeaders() {}
}
