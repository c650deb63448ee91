package dev.cdctl.deploy.spec;

import dev.cdctl.pipeline.Node;
import java.util.List;
import java.util.Optional;

/** What an environment says otherwise than the top of the file. */
public final class Overrides {
    private Overrides() {}

    /**
     * The environment as it was written, with the whole of its {@code run} block: the top one and what it overrides.
     *
     * @param top the top {@code run} block, when there is one
     */
    public static Node.Entry resolve(Optional<Node.Entry> top, Node.Entry environment) {
        if (!(environment.value() instanceof Node.Mapping || isEmpty(environment.value()))) {
            return environment;
        }
        Node.Mapping written = environment.value() instanceof Node.Mapping mapping
                ? mapping
                : new Node.Mapping(List.of(), environment.key().origin());
        Optional<Node.Entry> own = written.find(EnvironmentSpec.RUN.name());
        Optional<Node.Entry> both = top.isPresent() && own.isPresent()
                ? Optional.of(new Node.Entry(
                        own.get().key(),
                        RunSpec.BLOCK.merge(top.get().value(), own.get().value())))
                : own.or(() -> top);
        Node.Mapping resolved = withReplicas(both.map(written::with).orElse(written), own);
        return new Node.Entry(environment.key(), resolved);
    }

    private static boolean isEmpty(Node node) {
        return node instanceof Node.Scalar scalar && scalar.isMissing();
    }

    /** Moves {@code replicas} into {@code run}, unless this environment says it there as well: that is a problem. */
    private static Node.Mapping withReplicas(Node.Mapping environment, Optional<Node.Entry> own) {
        Optional<Node.Entry> replicas = environment.find(EnvironmentSpec.REPLICAS.name());
        Optional<Node.Entry> run = environment.find(EnvironmentSpec.RUN.name());
        boolean twice = own.map(Node.Entry::value)
                .filter(Node.Mapping.class::isInstance)
                .flatMap(node -> ((Node.Mapping) node).find(EnvironmentSpec.REPLICAS.name()))
                .isPresent();
        if (twice || replicas.isEmpty() || run.isEmpty() || !(run.get().value() instanceof Node.Mapping mapping)) {
            return environment;
        }
        Node.Entry moved = new Node.Entry(run.get().key(), mapping.with(replicas.get()));
        return environment.without(EnvironmentSpec.REPLICAS.name()).with(moved);
    }
}
