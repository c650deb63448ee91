package dev.cdctl.supply.sbom;

import dev.cdctl.json.Json;
import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The packages of npm: those that are installed below {@code node_modules}, or those that a lock file names. */
final class Npm {
    /** The file that says what the package in its folder is. */
    static final Pattern INSTALLED = Pattern.compile("(?:.*/)?node_modules/(?:@[^/]+/)?[^/@.][^/]*/package\\.json");

    /** The file that says what would be installed. */
    static final Pattern LOCK = Pattern.compile("(?:.*/)?package-lock\\.json");

    private static final String FOLDER = "node_modules/";

    private Npm() {}

    /** The package whose package.json that is; empty when it has no name or no version. */
    static Optional<Component> installed(String path, byte[] file) {
        return object(file)
                .flatMap(json -> json.text("name")
                        .flatMap(name -> json.text("version").map(version -> component(name, version, path))));
    }

    /** What that lock file names, in any of its versions, without what is only for development. */
    static List<Component> locked(String path, byte[] file) {
        List<Component> all = new ArrayList<>();
        object(file).ifPresent(json -> {
            Optional<Json.Obj> packages = json.object("packages");
            if (packages.isPresent()) {
                members(packages.get()).forEach((key, each) -> {
                    int folder = key.lastIndexOf(FOLDER);
                    if (folder >= 0 && !each.flag("link")) {
                        add(all, each, key.substring(folder + FOLDER.length()), path + "#" + key);
                    }
                });
            } else {
                dependencies(all, json, path + "#");
            }
        });
        return all;
    }

    /** Version 1 of lock files: packages within packages. */
    private static void dependencies(List<Component> all, Json.Obj json, String place) {
        json.object("dependencies")
                .ifPresent(packages -> members(packages).forEach((name, each) -> {
                    add(all, each, name, place + name);
                    dependencies(all, each, place + name + "/");
                }));
    }

    private static void add(List<Component> all, Json.Obj json, String name, String place) {
        if (!json.flag("dev")) {
            json.text("version").ifPresent(version -> all.add(component(name, version, place)));
        }
    }

    private static Map<String, Json.Obj> members(Json.Obj json) {
        Map<String, Json.Obj> objects = new java.util.TreeMap<>();
        json.members().forEach((name, value) -> {
            if (value instanceof Json.Obj object) {
                objects.put(name, object);
            }
        });
        return objects;
    }

    private static Component component(String name, String version, String place) {
        int slash = name.startsWith("@") ? name.indexOf('/') : -1;
        String scope = slash < 0 ? "" : name.substring(0, slash);
        String plain = name.substring(slash + 1);
        return new Component(
                Component.Kind.LIBRARY,
                scope,
                plain,
                version,
                Optional.of(Purl.of("npm", scope, plain, version)),
                Optional.empty(),
                place);
    }

    private static Optional<Json.Obj> object(byte[] file) {
        try {
            return Optional.of(JsonText.readObject(new String(file, StandardCharsets.UTF_8)));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }
}
