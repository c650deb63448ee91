package dev.cdctl.architecture;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Finds what the compiled classes do not tell: documentation, lengths, and what is caught in the words of the source. */
final class SourceRules {
    private static final int LONGEST_METHOD = 30;
    private static final int LONGEST_FILE = 300;
    private static final int MOST_PARAMETERS = 4;
    private static final int MOST_FILES = 15;
    private static final Set<String> CATCH_ALL = Set.of("Exception", "Throwable");
    private static final Set<String> MAY_CATCH_ALL = Set.of("Main.java", "Runner.java");

    private final List<String> found = new ArrayList<>();

    private SourceRules() {}

    /** Every break of a rule below the folder: the rule's word, then the place. */
    static List<String> check(Path folder) throws IOException {
        SourceRules rules = new SourceRules();
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
        rules.packages(files);
        rules.parse(files.stream()
                .filter(file -> !file.endsWith("package-info.java"))
                .toList());
        return rules.found;
    }

    private void packages(List<Path> files) throws IOException {
        for (Path folder : files.stream().map(Path::getParent).distinct().toList()) {
            Path mark = folder.resolve("package-info.java");
            if (!Files.exists(mark) || !Files.readString(mark).contains("\n@NullMarked\n")) {
                found.add("null-marked: " + folder);
            }
            if (files.stream().filter(file -> folder.equals(file.getParent())).count() > MOST_FILES) {
                found.add("files-per-package: " + folder);
            }
        }
    }

    private void parse(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Scan(unit, trees).scan(unit, null);
            }
        }
    }

    private final class Scan extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final DocTrees trees;
        private final String file;

        Scan(CompilationUnitTree unit, DocTrees trees) {
            this.unit = unit;
            this.trees = trees;
            this.file = Path.of(unit.getSourceFile().toUri()).getFileName().toString();
            if (codeLines(unit) > LONGEST_FILE) {
                found.add("file-length: " + file);
            }
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void none) {
            if (type.getModifiers().getFlags().contains(Modifier.PUBLIC)
                    && trees.getDocComment(getCurrentPath()) == null) {
                found.add("documented: " + file + " " + type.getSimpleName());
            }
            return super.visitClass(type, none);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
            Tree body = method.getBody();
            if (body != null && lines(body) > LONGEST_METHOD) {
                found.add("method-length: " + file + " " + method.getName());
            }
            boolean constructor = method.getName().contentEquals("<init>");
            if (method.getParameters().size() > MOST_PARAMETERS && !(constructor && isRecord())) {
                found.add("parameters: " + file + " " + method.getName());
            }
            return super.visitMethod(method, none);
        }

        @Override
        public @Nullable Void visitCatch(CatchTree caught, @Nullable Void none) {
            Tree type = caught.getParameter().getType();
            List<? extends Tree> types =
                    type instanceof UnionTypeTree union ? union.getTypeAlternatives() : List.of(type);
            if (types.stream().anyMatch(one -> CATCH_ALL.contains(one.toString())) && !MAY_CATCH_ALL.contains(file)) {
                found.add("catch-all: " + file);
            }
            return super.visitCatch(caught, none);
        }

        private boolean isRecord() {
            return getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
        }

        /** The lines between the braces. */
        private long lines(Tree tree) {
            SourcePositions positions = trees.getSourcePositions();
            LineMap map = unit.getLineMap();
            return map.getLineNumber(positions.getEndPosition(unit, tree))
                    - map.getLineNumber(positions.getStartPosition(unit, tree))
                    - 1;
        }
    }

    /** Lines that are neither blank nor comment nor import. */
    private static long codeLines(CompilationUnitTree unit) {
        try {
            return unit.getSourceFile()
                    .getCharContent(true)
                    .toString()
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty()
                            && !line.startsWith("*")
                            && !line.startsWith("/")
                            && !line.startsWith("import "))
                    .count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
