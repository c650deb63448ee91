package dev.cdctl.wiring.kept;

import dev.cdctl.deploy.spec.StateUrl;
import dev.cdctl.model.Name;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A store that stands for the pipeline.yaml of a service: {@code consul://consul:8500/teams/cdctl#shop}.
 *
 * @param url of the store
 * @param service the one that is meant; the only one of the store when absent
 * @param environment the one that is meant; any when absent
 */
public record StoreAddress(String url, Optional<Name> service, Optional<Name> environment) {
    /**
     * Reads what was typed.
     *
     * @throws IllegalArgumentException with the reason, unless it is one
     */
    public static StoreAddress parse(String text, Optional<Name> environment) {
        int mark = text.lastIndexOf('#');
        if (mark < 0) {
            return new StoreAddress(StateUrl.parse(text), Optional.empty(), environment);
        }
        String service = text.substring(mark + 1);
        if (!Name.isValid(service)) {
            throw new IllegalArgumentException("'" + service + "' after # is not the name of a service");
        }
        return new StoreAddress(StateUrl.parse(text.substring(0, mark)), Optional.of(new Name(service)), environment);
    }

    /** The same with that service named. */
    public StoreAddress of(Name named) {
        return new StoreAddress(url, Optional.of(named), environment);
    }

    /**
     * Whether that is the same address.
     *
     * @param state as a pipeline.yaml has it
     * @param folder what a path in both is relative to
     */
    public boolean isOf(Optional<String> state, Path folder, Map<String, String> variables) {
        boolean files = url.startsWith("file:")
                && state.filter(other -> !other.startsWith("file:")).isEmpty();
        return files
                ? StateFolder.of(state, folder, variables).equals(StateFolder.of(Optional.of(url), folder, variables))
                : state.equals(Optional.of(url));
    }

    /** As it is typed. */
    @Override
    public String toString() {
        return url + service.map(name -> "#" + name).orElse("");
    }
}
