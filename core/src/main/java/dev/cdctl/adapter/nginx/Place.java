package dev.cdctl.adapter.nginx;

import dev.cdctl.adapter.nginx.NginxRouterSpec.Flags;
import dev.cdctl.adapter.nginx.NginxRouterSpec.Template;
import dev.cdctl.model.Colour;
import dev.cdctl.model.Name;
import java.util.List;

/**
 * Where an environment's files are on nginx's computer, and what its parts are called in the configuration.
 *
 * @param folder where nginx includes files from
 * @param state the folder with what is kept beside them
 * @param files the names of the files that nginx includes
 * @param inside the state folder as nginx itself sees it
 */
record Place(Name service, Name environment, String folder, String state, List<String> files, String inside) {
    /** Copies the list. */
    Place {
        files = List.copyOf(files);
    }

    static Place of(Flags flags, Name service, Name environment) {
        String name = service + "." + environment;
        List<String> files = flags.ownServer() ? List.of(name + ".conf", name + ".inc") : List.of(name + ".conf");
        String below = "/" + service + "/" + environment;
        return new Place(service, environment, flags.folder(), flags.folder() + below, files, flags.inside() + below);
    }

    static Place of(Template template, Name service, Name environment) {
        int slash = template.target().lastIndexOf('/');
        String folder = slash == 0 ? "/" : template.target().substring(0, slash);
        String file = template.target().substring(slash + 1);
        String state = folder + "/." + file + ".cdctl";
        return new Place(service, environment, folder, state, List.of(file), state);
    }

    /** The file that nginx includes at the level of {@code http}. */
    String file() {
        return files.get(0);
    }

    /** The name of an upstream, or of what it shares; names have no dots, so no two are the same. */
    String called(String what) {
        return "cdctl." + service + "." + environment + "." + what;
    }

    String upstream(Colour colour) {
        return called(colour.word());
    }

    /** A variable of its own; names have no two hyphens in a row, so no two are the same. */
    String variable(String what) {
        String own = service + "--" + environment + "--" + what;
        return "$cdctl_" + own.replace('-', '_');
    }

    /** A path of requests that only the configuration itself can make. */
    String internal(String what) {
        return "/" + called("internal") + "/" + what;
    }

    @Override
    public String toString() {
        return service + " in " + environment;
    }
}
