package dev.tidegate.dashboard.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whom the dashboard answers. It has no login, so it must not answer a foreign page in the browser of a viewer. */
final class Gate {
    /** Answered by any address, since those who probe often know no name. */
    static final Set<String> PROBES = Set.of("/healthz", "/readyz", "/livez", "/metrics");

    /** What another site may link to. */
    private static final Set<String> ENTRIES = Set.of("/", "/index.html");

    private final AllowedHosts hosts;

    Gate(AllowedHosts hosts) {
        this.hosts = hosts;
    }

    /** Why a request is refused. */
    record Refusal(int status, String reason) {}

    /** Empty for a request that may be answered. X-Forwarded-Host and the like are ignored: anybody can send them. */
    Optional<Refusal> refusal(HttpServletRequest request) {
        if (!isOurs(request)) {
            return Optional.of(
                    new Refusal(
                            421,
                            "The dashboard does not answer to this host name. If the name is its own, add it to --allowed-hosts"));
        }
        if (isOfAnotherSite(request)) {
            return Optional.of(new Refusal(403, "A page of another site may link to the dashboard, and nothing else"));
        }
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            return Optional.of(new Refusal(413, "The dashboard only reads: a request has no body"));
        }
        return Optional.empty();
    }

    /** A host in the request line is checked, too. */
    private boolean isOurs(HttpServletRequest request) {
        boolean probe = PROBES.contains(request.getRequestURI());
        List<String> named = Collections.list(request.getHeaders("Host"));
        return named.size() <= 1
                && hosts.allows(named.isEmpty() ? null : named.get(0), probe)
                && hosts.allows(request.getServerName(), probe);
    }

    /**
     * Browsers say where a request comes from. Over plain HTTP to another machine they send no Sec-Fetch-Site; Origin
     * and Referer are what is left, and without any of them the answer can still not be read by another site.
     */
    private static boolean isOfAnotherSite(HttpServletRequest request) {
        boolean entry = ENTRIES.contains(request.getRequestURI());
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            boolean opens = "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                    && "document".equals(request.getHeader("Sec-Fetch-Dest"));
            return !site.equals("same-origin") && !site.equals("none") && !(entry && opens);
        }
        String origin = request.getHeader("Origin");
        if (origin != null) {
            return !isSameHost(origin, request);
        }
        String referer = request.getHeader("Referer");
        return referer != null && !entry && !isSameHost(referer, request);
    }

    private static boolean isSameHost(String address, HttpServletRequest request) {
        try {
            URI uri = URI.create(address);
            String host = request.getHeader("Host");
            return uri.getHost() != null
                    && host != null
                    && withPort(uri.getRawAuthority(), uri.getScheme()).equals(withPort(host, uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String withPort(String authority, String scheme) {
        String lower = authority.toLowerCase(Locale.ROOT);
        return lower.matches(".*:[0-9]+") ? lower : lower + ("https".equals(scheme) ? ":443" : ":80");
    }
}
