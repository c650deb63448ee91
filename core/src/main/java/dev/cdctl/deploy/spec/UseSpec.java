package dev.cdctl.deploy.spec;

import dev.cdctl.model.Name;
import dev.cdctl.model.Problem;
import dev.cdctl.pipeline.Block.Values;
import dev.cdctl.pipeline.Key;
import dev.cdctl.pipeline.ListOf;
import dev.cdctl.pipeline.Type;
import dev.cdctl.pipeline.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Another service that an environment uses.
 *
 * @param service its name
 * @param environment which environment of it; the one of the same name when absent
 */
public record UseSpec(Name service, Optional<Name> environment) {
    private static final Type<UseSpec> TYPE = Types.of(
            "the name of a service such as books, or books/staging",
            "^[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*)?$",
            UseSpec::parse);

    /** The key {@code uses} of an environment. */
    static final Key<List<UseSpec>> KEY = Key.of(
                    "uses",
                    new ListOf<>("a list of services", TYPE),
                    "Other services whose addresses every instance is given: `books` is the service of that name in the"
                            + " environment of the same name as this one, `books/staging` in another one, both in the"
                            + " same state as this one. The variable is the service's name in upper case with `_` for"
                            + " `-`, and `_URL` behind it: `BOOKS_URL`. What `env` says for that name counts.")
            .orEmpty();

    private static UseSpec parse(String text) {
        String[] words = text.split("/", -1);
        Types.check(words.length <= 2, "it is neither SERVICE nor SERVICE/ENVIRONMENT");
        for (String word : words) {
            Types.check(Name.isValid(word), "'" + word + "' is not a name");
        }
        return new UseSpec(new Name(words[0]), words.length == 2 ? Optional.of(new Name(words[1])) : Optional.empty());
    }

    /** Those of an environment, where no two have the same variable. */
    static List<UseSpec> of(Values values) {
        List<UseSpec> uses = values.get(KEY);
        Map<String, UseSpec> known = new HashMap<>();
        for (UseSpec use : uses) {
            UseSpec other = known.putIfAbsent(use.variable(), use);
            if (other != null) {
                values.refuse(Problem.of("CD-862", "'" + use + "' and '" + other + "' would both be " + use.variable())
                        .at(values.origin(KEY))
                        .remedy("keep one of them, and write the other's address into `run.env`"));
            }
        }
        return uses;
    }

    /** The variable that tells instances where it is: {@code BOOKS_URL}. */
    public String variable() {
        return service.text().toUpperCase(Locale.ROOT).replace('-', '_') + "_URL";
    }

    /** As it is written. */
    @Override
    public String toString() {
        return service + environment.map(name -> "/" + name).orElse("");
    }
}
