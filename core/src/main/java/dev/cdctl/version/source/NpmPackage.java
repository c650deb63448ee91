package dev.cdctl.version.source;

import dev.cdctl.json.JsonException;
import dev.cdctl.json.JsonText;
import dev.cdctl.model.Failure;
import dev.cdctl.model.Origin;
import dev.cdctl.model.Problem;

/** The package.json of an npm package, as far as its version is concerned. */
record NpmPackage(String name, String text) {
    /**
     * The package's version.
     *
     * @throws Failure when the file is damaged, or has none
     */
    String version() {
        try {
            return JsonText.readObject(text)
                    .text("version")
                    .orElseThrow(() -> failure(
                            "CD-239", "it has no version", "add \"version\" to it, or take the version from git"));
        } catch (JsonException e) {
            throw failure("CD-238", String.valueOf(e.getMessage()), "mend the file")
                    .causedBy(e);
        }
    }

    private Failure failure(String code, String why, String remedy) {
        return Failure.failed(Problem.of(code, name + " gives no version")
                .at(Origin.of(name))
                .because(why)
                .remedy(remedy));
    }
}
