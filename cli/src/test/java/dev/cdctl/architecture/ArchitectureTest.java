package dev.cdctl.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of packages in the design, held by a rule each; a seeded tree that breaks every one proves each can fail. */
class ArchitectureTest {
    private static final String REAL = "dev.cdctl";
    private static final String SEEDED = "dev.cdctl.seeded";
    private static final JavaClasses REAL_CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(REAL);
    private static final JavaClasses SEEDED_CLASSES = new ClassFileImporter().importPackages(SEEDED);

    private static Map<String, Function<Rules, ArchRule>> rules() {
        Map<String, Function<Rules, ArchRule>> rules = new TreeMap<>();
        rules.put("layers", Rules::layers);
        rules.put("core knows no command line", Rules::coreKnowsNoCommandLine);
        rules.put("no cycles", Rules::noCycles);
        rules.put("adapters are strangers", Rules::adaptersAreStrangers);
        rules.put("only the wiring knows adapters", Rules::onlyTheWiringKnowsAdapters);
        rules.put("nothing knows the top", Rules::nothingKnowsTheTop);
        rules.put("layers of the command line", Rules::commandLineLayers);
        rules.put("no mutable statics", Rules::noMutableStatics);
        rules.put("only Main touches the process", Rules::onlyMainTouchesTheProcess);
        rules.put("SnakeYAML", tree -> tree.library("org.yaml..", tree.base() + ".pipeline.."));
        rules.put("Undertow", tree -> tree.library("io.undertow..", tree.base() + ".adapter.embedded.."));
        rules.put("XNIO", tree -> tree.library("org.xnio..", tree.base() + ".adapter.embedded.."));
        rules.put(
                "Commons Compress", tree -> tree.library("org.apache.commons.compress..", tree.base() + ".artifact.."));
        rules.put("OkHttp", tree -> tree.library("okhttp3..", tree.base() + ".http.."));
        rules.put("Okio", tree -> tree.library("okio..", tree.base() + ".http.."));
        rules.put("docker-java", tree -> tree.library("com.github.dockerjava..", tree.base() + ".adapter.docker.."));
        return rules;
    }

    static Stream<String> names() {
        return rules().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theCodeKeepsTheRule(String name) {
        assertThat(REAL_CLASSES).hasSizeGreaterThan(50);
        rule(name, REAL).check(REAL_CLASSES);
    }

    @ParameterizedTest
    @MethodSource("names")
    void theSeededCodeBreaksTheRule(String name) {
        assertThatThrownBy(() -> rule(name, SEEDED).check(SEEDED_CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Violat");
    }

    private static ArchRule rule(String name, String base) {
        Function<Rules, ArchRule> rule = rules().get(name);
        assertThat(rule).isNotNull();
        return rule.apply(new Rules(base));
    }
}
