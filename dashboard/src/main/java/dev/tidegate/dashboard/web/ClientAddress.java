package dev.tidegate.dashboard.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Who counts as one client: an IPv4 address, or an IPv6 network of 64 bits, whose addresses one machine can all have.
 */
final class ClientAddress {
    private static final String UNKNOWN = "unknown";

    private ClientAddress() {}

    /** The same for all addresses of one client. */
    static String of(SocketAddress remote) {
        return remote instanceof InetSocketAddress inet && inet.getAddress() != null ? of(inet.getAddress()) : UNKNOWN;
    }

    /** Of an address written out, as a request has it. */
    static String of(String remote) {
        try {
            return of(InetAddress.getByName(remote));
        } catch (UnknownHostException e) {
            return UNKNOWN;
        }
    }

    private static String of(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8)) + "/64"
                : address.getHostAddress();
    }
}
