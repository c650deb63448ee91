package dev.cdctl.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import dev.cdctl.adapter.embedded.RouterStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * What may use what, for a tree of packages: the real one below {@code dev.cdctl}, or the seeded one that breaks every
 * rule.
 */
record Rules(String base) {
    /** Lowest first; a package may use only those before it. */
    private static final List<String> LAYERS = List.of(
            "model",
            "json",
            "http",
            "pipeline",
            "state",
            "engine",
            "host",
            "secret",
            "script",
            "version",
            "artifact",
            "traffic",
            "sync",
            "history",
            "deploy",
            "supply",
            "operate",
            "catalogue",
            "adapter",
            "language",
            "wiring");

    ArchRule layers() {
        List<ArchRule> rules = new ArrayList<>();
        for (int layer = 0; layer < LAYERS.size(); layer++) {
            rules.add(noClasses()
                    .that()
                    .resideInAPackage(in(LAYERS.get(layer)))
                    .should()
                    .dependOnClassesThat(above(layer))
                    .allowEmptyShould(true));
        }
        return CompositeArchRule.of(rules);
    }

    ArchRule coreKnowsNoCommandLine() {
        return noClasses()
                .that(resideInAnyPackage(LAYERS.stream().map(this::in).toArray(String[]::new)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in("cli"));
    }

    ArchRule noCycles() {
        return slices().matching(base + ".(**)").should().beFreeOfCycles();
    }

    ArchRule adaptersAreStrangers() {
        return slices().matching(base + ".adapter.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true);
    }

    /** Only the wiring puts adapters behind interfaces. What they read of pipeline.yaml, and say of themselves, is data. */
    ArchRule onlyTheWiringKnowsAdapters() {
        DescribedPredicate<JavaClass> behind = resideInAPackage(in("adapter"))
                .and(DescribedPredicate.not(simpleNameEndingWith("Spec")))
                .and(DescribedPredicate.not(belongToAnyOf(RouterStatus.class)));
        return noClasses()
                .that()
                .resideOutsideOfPackages(in("wiring"), in("adapter"))
                .should()
                .dependOnClassesThat(behind);
    }

    /** Nothing below the command line knows its top. */
    ArchRule nothingKnowsTheTop() {
        return noClasses()
                .that(resideInAPackage(base + ".cli.*.."))
                .should()
                .dependOnClassesThat(resideInAPackage(base + ".cli"));
    }

    ArchRule commandLineLayers() {
        return CompositeArchRule.of(List.of(
                lower("text"),
                lower("server"),
                lower("console", "text", "server"),
                lower("command", "text", "server", "console")));
    }

    /** The package of a library, and the packages that may use it. */
    ArchRule library(String library, String... users) {
        DescribedPredicate<JavaClass> elsewhere =
                DescribedPredicate.not(resideInAnyPackage(users)).and(resideInAPackage(base + ".."));
        return noClasses().that(elsewhere).should().dependOnClassesThat(resideInAPackage(library));
    }

    ArchRule noMutableStatics() {
        return fields().that().areStatic().should().beFinal().allowEmptyShould(true);
    }

    ArchRule onlyMainTouchesTheProcess() {
        return noClasses()
                .that()
                .doNotHaveFullyQualifiedName(base + ".cli.Main")
                .and()
                // Dies as by kill -9 at the point that a test names, which is its only purpose.
                .doNotHaveFullyQualifiedName(base + ".engine.FaultPoints")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class);
    }

    /** A package of the command line that knows only itself and these. */
    private ArchRule lower(String name, String... lower) {
        List<String> known = new ArrayList<>(List.of(in("cli." + name)));
        List.of(lower).forEach(other -> known.add(in("cli." + other)));
        DescribedPredicate<JavaClass> strange = resideInAPackage(in("cli"))
                .and(DescribedPredicate.not(resideInAnyPackage(known.toArray(new String[0]))));
        return noClasses()
                .that()
                .resideInAPackage(in("cli." + name))
                .should()
                .dependOnClassesThat(strange)
                .allowEmptyShould(true);
    }

    /** Everything that a layer must not know: the layers after it, and the facade in the base package itself. */
    private DescribedPredicate<JavaClass> above(int layer) {
        List<String> packages = new ArrayList<>(List.of(base));
        LAYERS.subList(layer + 1, LAYERS.size()).forEach(name -> packages.add(in(name)));
        return resideInAnyPackage(packages.toArray(new String[0]));
    }

    private String in(String name) {
        return base + "." + name + "..";
    }
}
