package dev.tidegate.dashboard.web;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names that the dashboard answers to. A web page elsewhere can give its own name our address (DNS rebinding), and
 * the browser then lets it read what we answer; but the request still carries that foreign name in its Host header.
 *
 * <p>Only names can be rebound: {@code localhost} and addresses cannot. Loopback is always allowed, other addresses
 * where no list is given. Health probes may use any address, since they often know no name.
 */
public final class AllowedHosts {
    /** Allows every name; never a default. */
    public static final String ANY = "*";

    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9a-f:.]+\\]|[a-z0-9._-]+)(?::[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}");

    private final Set<String> names;
    private final boolean addresses;

    private AllowedHosts(Set<String> names, boolean addresses) {
        this.names = names;
        this.addresses = addresses;
    }

    /**
     * Those for a server.
     *
     * @param bind what it listens on; without a list, one that others can reach answers to any address, but to no name
     * @param list names and addresses without a port, separated by commas; empty is none, {@code *} any
     * @throws IllegalArgumentException where one of them is neither
     */
    public static AllowedHosts of(String bind, String list) {
        List<String> given = Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        if (given.contains(ANY) && given.size() > 1) {
            throw new IllegalArgumentException("* allows any host, so it stands alone");
        }
        return new AllowedHosts(
                given.stream().map(AllowedHosts::listed).collect(Collectors.toSet()),
                given.isEmpty() && !isLoopback(bind));
    }

    /** Whether every Host is allowed. */
    public boolean isAny() {
        return names.contains(ANY);
    }

    /** Whether any address is allowed, but no name except localhost, because there is no list. */
    public boolean isAddressesOnly() {
        return addresses;
    }

    /**
     * Whether this host is answered.
     *
     * @param authority a Host header: host, and a port or none; null is no such header, which no browser leaves out
     * @param probe whether it asks for health or metrics only, by any address
     */
    boolean allows(String authority, boolean probe) {
        if (isAny()) {
            return true;
        }
        if (authority == null) {
            return probe;
        }
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            return false;
        }
        String host = parts.group(1).toLowerCase(Locale.ROOT);
        InetAddress address = literal(host);
        if (address == null) {
            return host.equals("localhost") || names.contains(host);
        }
        return address.isLoopbackAddress()
                || names.contains(address.getHostAddress())
                || ((probe || addresses) && !address.isAnyLocalAddress());
    }

    private static String listed(String name) {
        if (name.equals(ANY)) {
            return name;
        }
        String host = name.toLowerCase(Locale.ROOT);
        InetAddress address = literal(host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host);
        if (address != null) {
            return address.getHostAddress();
        }
        String ascii = ascii(host);
        if (!NAME.matcher(ascii).matches()) {
            throw new IllegalArgumentException(
                    name + ", expected host names without a port, separated by commas, such as shop.example.com, or *");
        }
        return ascii;
    }

    private static String ascii(String name) {
        try {
            return IDN.toASCII(name);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Null for what is not an address. Asks no name server. */
    private static InetAddress literal(String host) {
        if (!IPV4.matcher(host).matches() && !host.startsWith("[")) {
            return null;
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static boolean isLoopback(String bind) {
        try {
            return InetAddress.getByName(bind).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
