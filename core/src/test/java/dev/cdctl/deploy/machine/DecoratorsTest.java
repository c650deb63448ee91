package dev.cdctl.deploy.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes questions on to a machine passes on all of them: a forgotten one would get the interface's own answer. */
class DecoratorsTest {
    @ParameterizedTest
    @ValueSource(classes = {MaskedMachine.class, NotedMachine.class})
    void everyQuestionIsPassedOn(Class<?> decorator) {
        List<String> own = Arrays.stream(decorator.getDeclaredMethods())
                .map(DecoratorsTest::words)
                .toList();

        assertThat(Arrays.stream(Machine.class.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic())
                        .map(DecoratorsTest::words))
                .isNotEmpty()
                .isSubsetOf(own);
    }

    private static String words(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }
}
