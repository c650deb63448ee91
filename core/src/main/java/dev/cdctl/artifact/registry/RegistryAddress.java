package dev.cdctl.artifact.registry;

import dev.cdctl.model.Name;
import dev.cdctl.model.Version;
import dev.cdctl.version.form.Form;

/**
 * A registry, and what stands before the names of images in it.
 *
 * @param host with its port when it has one
 * @param prefix without slashes at its ends; may be empty
 */
public record RegistryAddress(String host, String prefix) {
    /** Reads {@code registry.example:5000/team}. */
    public static RegistryAddress parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new RegistryAddress(text, "")
                : new RegistryAddress(text.substring(0, slash), text.substring(slash + 1));
    }

    /** The repository of an image: {@code team/books}. */
    public String repository(Name image) {
        return prefix.isEmpty() ? image.text() : prefix + "/" + image;
    }

    /** Whether it is this machine itself. */
    public boolean isLoopback() {
        String name = host.replaceFirst(":[0-9]+$", "");
        return name.equals("localhost") || name.matches("127\\.[0-9.]+") || name.equals("[::1]");
    }

    /** A version as a tag: the same words that {@code cdctl version --form docker} tells. */
    public static String tag(Version version) {
        return Form.DOCKER.of(version);
    }

    /** As it is written. */
    @Override
    public String toString() {
        return prefix.isEmpty() ? host : host + "/" + prefix;
    }
}
