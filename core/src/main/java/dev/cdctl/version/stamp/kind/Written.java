package dev.cdctl.version.stamp.kind;

import dev.cdctl.model.Version;
import dev.cdctl.version.StampSpec;
import dev.cdctl.version.form.Form;
import java.util.Optional;

/**
 * A version that is to be written.
 *
 * @param form how it is written where the whole version fits; as it is when absent
 */
public record Written(Version version, Optional<Form> form) {
    /** The version as an entry of the pipeline wants it. */
    public static Written of(Version version, StampSpec spec) {
        return new Written(version, spec.writtenAs());
    }

    /**
     * In the chosen form.
     *
     * @throws dev.cdctl.model.Failure when the form cannot say this version
     */
    public String full() {
        return form.map(chosen -> chosen.of(version)).orElse(version.text());
    }

    /**
     * As four numbers.
     *
     * @throws dev.cdctl.model.Failure when the version has none, or too great ones
     */
    public String numeric() {
        return Form.NUMERIC.of(version);
    }
}
