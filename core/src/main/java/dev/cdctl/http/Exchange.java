package dev.cdctl.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request.
 *
 * @param path with its query; what cannot stand in a request line is percent-encoded when it is sent
 * @param headers besides Host, Connection and Content-Length, which are not the caller's
 * @param body sent in UTF-8
 */
public record Exchange(Target target, String method, String path, Map<String, String> headers, Optional<String> body) {
    /** Copies the headers, and refuses what would break out of its line. */
    public Exchange {
        headers = Map.copyOf(new LinkedHashMap<>(headers));
        requireToken(method);
        headers.forEach((name, value) -> {
            requireToken(name);
            requireOneLine(value);
        });
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("not a path: " + path);
        }
    }

    /** A GET of that path. */
    public static Exchange get(Target target, String path) {
        return new Exchange(target, "GET", path, Map.of(), Optional.empty());
    }

    /**
     * A GET of a URL.
     *
     * @throws IllegalArgumentException when it is no http or https URL with a host
     */
    public static Exchange get(URI url) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery();
        return get(Target.of(url), query == null ? path : path + "?" + query);
    }

    /** The same request with another method and this body. */
    public Exchange sending(String otherMethod, String text) {
        return new Exchange(target, otherMethod, path, headers, Optional.of(text));
    }

    /** The same request with one more header. */
    public Exchange with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Exchange(target, method, path, all, body);
    }

    /** The same request with a bearer token. */
    public Exchange bearer(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** {@code http://127.0.0.1:8080/health}, for people. */
    public String url() {
        return target + path;
    }

    /** Headers can carry secrets, so they are left out. */
    @Override
    public String toString() {
        return method + " " + url();
    }

    /** The bytes that are sent. */
    byte[] bytes() {
        byte[] content = body.orElse("").getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(encoded(path)).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(target.host()).append("\r\nConnection: close\r\n");
        addDefault(head, "User-Agent", "cdctl");
        addDefault(head, "Accept", "*/*");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        body.ifPresent(
                text -> head.append("Content-Length: ").append(content.length).append("\r\n"));
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, all, start.length, content.length);
        return all;
    }

    private void addDefault(StringBuilder head, String name, String value) {
        for (String own : headers.keySet()) {
            if (own.equalsIgnoreCase(name)) {
                return;
            }
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    static void requireOneLine(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                throw new IllegalArgumentException("not a header value: control or non-ASCII character in it");
            }
        }
    }

    private static void requireToken(String word) {
        boolean token = !word.isEmpty();
        for (int i = 0; i < word.length() && token; i++) {
            char c = word.charAt(i);
            token = c > ' ' && c <= '~' && c != ':';
        }
        if (!token) {
            throw new IllegalArgumentException("not a method or header name: " + word);
        }
    }

    private static String encoded(String path) {
        StringBuilder text = new StringBuilder(path.length());
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b <= '~' && b != '#') {
                text.append((char) b);
            } else {
                text.append(String.format("%%%02X", b));
            }
        }
        return text.toString();
    }
}
