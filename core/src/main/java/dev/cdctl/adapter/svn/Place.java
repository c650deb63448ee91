package dev.cdctl.adapter.svn;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * A path of the repository, from its root and with a slash at its start, not encoded; the root itself is empty.
 */
record Place(String path) {
    private static final List<String> LINES = List.of("trunk", "branches", "tags");

    /** From the relative URL that svn tells: {@code ^/trunk/a%20b}. */
    static Place ofRelative(String url) {
        String path = URI.create(url.substring(1)).getPath();
        return new Place(path.equals("/") ? "" : path);
    }

    /** What svn takes as a target: this path as it was in that revision. */
    String at(long revision) {
        return encoded() + "@" + revision;
    }

    /** What svn takes as a target: this path as it is in the newest revision. */
    String newest() {
        return encoded() + "@";
    }

    /** Whether this is the other one, or lies in it. */
    boolean isIn(Place other) {
        return path.equals(other.path) || path.startsWith(other.path + "/");
    }

    /** The same path after {@code from}, which it is in, was copied to {@code to}. */
    Place moved(Place from, Place to) {
        return new Place(to.path + path.substring(from.path.length()));
    }

    /** The folder of that name in this one. */
    Place child(String name) {
        return new Place(path + "/" + name);
    }

    /**
     * Where the tags of this path's project lie: beside its trunk, branches or tags, the first of these names on the
     * way from the root; at the root when there is none.
     */
    Place tags() {
        String[] names = path.split("/", -1);
        StringBuilder before = new StringBuilder();
        for (int i = 1; i < names.length; i++) {
            if (LINES.contains(names[i])) {
                return new Place(before.toString()).child("tags");
            }
            before.append('/').append(names[i]);
        }
        return new Place("/tags");
    }

    private String encoded() {
        try {
            return "^" + (path.isEmpty() ? "/" : new URI(null, null, path, null).toASCIIString());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a path: " + path, e);
        }
    }
}
