import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Gives the lambdas and method references of cdctl's own classes in a jar classes, as inner classes have them. A lambda
 * is otherwise linked by Java code at the first use of its call site, in each process again: a quarter of the time of
 * {@code status} on Java 17, whose start-up archives hold the classes but not the links. Those of one class share one
 * where their interfaces allow it: loading a class for each was a twentieth of the time of {@code flip}.
 * For the same reason what a record has by itself ({@code equals}, {@code hashCode}, {@code toString}) becomes plain
 * code: for the first record that is compared, the JDK otherwise makes thirty classes.
 *
 * <p>The build runs it on the jar that it made, with ASM on the class path. What the classes do is
 * laid down in the documentation of {@code java.lang.invoke.LambdaMetafactory} and of
 * {@code java.lang.runtime.ObjectMethods}.
 */
public final class Unlambda {
    private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";
    private static final String OBJECT_METHODS = "java/lang/runtime/ObjectMethods";
    private static final String OURS = "dev/cdctl/";
    private static final String CLASS = ".class";
    /** Their methods do not get into each other's way, and nobody asks an object whether it is one of them. */
    private static final List<String> SHARING = List.of("java/util/function/", "java/lang/Runnable");
    /** The router runs for months, and its compiled code is the better the less a call site sees. */
    private static final List<String> FAST =
            List.of("dev/cdctl/adapter/embedded/proxy/", "dev/cdctl/adapter/embedded/server/");

    private final Map<String, byte[]> lambdas = new TreeMap<>();
    /** The host of a nest, and the lambdas that become members of it, so that they may call what is private there. */
    private final Map<String, List<String>> nests = new TreeMap<>();

    private Unlambda() {}

    /** Rewrites the jar that is the first argument into the file that is the second. */
    public static void main(String[] args) throws IOException {
        new Unlambda().rewrite(Path.of(args[0]), Path.of(args[1]));
    }

    private void rewrite(Path from, Path to) throws IOException {
        Map<ZipEntry, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile jar = new ZipFile(from.toFile())) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                byte[] content = jar.getInputStream(entry).readAllBytes();
                entries.put(entry, isOurs(entry.getName()) ? replaced(content) : content);
            }
        }
        try (OutputStream file = Files.newOutputStream(to);
                ZipOutputStream jar = new ZipOutputStream(file)) {
            long time = 0;
            for (Map.Entry<ZipEntry, byte[]> entry : entries.entrySet()) {
                String name = entry.getKey().getName();
                time = entry.getKey().getTime();
                List<String> members = nests.get(name.replace(CLASS, ""));
                put(jar, name, time, members == null ? entry.getValue() : hosting(entry.getValue(), members));
            }
            for (Map.Entry<String, byte[]> lambda : lambdas.entrySet()) {
                put(jar, lambda.getKey() + CLASS, time, lambda.getValue());
            }
        }
    }

    private static boolean isOurs(String name) {
        return name.startsWith(OURS) && name.endsWith(CLASS);
    }

    private static void put(ZipOutputStream jar, String name, long time, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(time);
        jar.putNextEntry(entry);
        jar.write(content);
        jar.closeEntry();
    }

    private byte[] replaced(byte[] original) {
        ClassReader reader = new ClassReader(original);
        ClassWriter writer = new ClassWriter(0);
        reader.accept(new Owner(writer), 0);
        return writer.toByteArray();
    }

    private static byte[] hosting(byte[] host, List<String> members) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(host).accept(new Host(writer, members), 0);
        return writer.toByteArray();
    }

    /** A class whose lambdas get classes of their own. */
    private final class Owner extends ClassVisitor {
        private final List<RecordMethod> ofRecord = new ArrayList<>();
        private String name = "";
        private String host = "";
        private final List<Lambdas> classes = new ArrayList<>();
        private Optional<Lambdas> shared = Optional.empty();

        Owner(ClassWriter next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String above, String[] interfaces) {
            this.name = name;
            this.host = name;
            super.visit(version, access, name, signature, above, interfaces);
        }

        @Override
        public void visitNestHost(String nestHost) {
            host = nestHost;
            super.visitNestHost(nestHost);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type, String signature, String[] thrown) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, type, signature, thrown)) {
                @Override
                public void visitInvokeDynamicInsn(String method, String site, Handle bootstrap, Object... args) {
                    if (bootstrap.getOwner().equals(METAFACTORY)
                            && bootstrap.getName().equals("metafactory")) {
                        Type types = Type.getMethodType(site);
                        Lambdas owner = lambdas(types.getReturnType().getInternalName());
                        Shape shape = new Shape((Type) args[0], (Type) args[2], (Handle) args[1]);
                        String factory = owner.add(types, method, shape);
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, owner.name(), factory, site, false);
                    } else if (bootstrap.getOwner().equals(OBJECT_METHODS)) {
                        ofRecord.add(new RecordMethod(Owner.this.name, method, site, args));
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, Owner.this.name, "$" + method, site, false);
                    } else {
                        super.visitInvokeDynamicInsn(method, site, bootstrap, args);
                    }
                }
            };
        }

        @Override
        public void visitEnd() {
            for (RecordMethod method : ofRecord) {
                int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
                method.write(super.visitMethod(access, "$" + method.name(), method.site(), null, null));
            }
            for (Lambdas each : classes) {
                lambdas.put(each.name(), each.write(host));
                nests.computeIfAbsent(host, key -> new ArrayList<>()).add(each.name());
            }
            super.visitEnd();
        }

        /** The class of a lambda with that interface. */
        private Lambdas lambdas(String type) {
            boolean shares =
                    SHARING.stream().anyMatch(type::startsWith) && FAST.stream().noneMatch(name::startsWith);
            if (shares && shared.isPresent()) {
                return shared.get();
            }
            Lambdas next = new Lambdas(name + "$$L" + classes.size());
            classes.add(next);
            if (shares) {
                shared = Optional.of(next);
            }
            return next;
        }
    }

    /** A class whose nest gets more members. */
    private static final class Host extends ClassVisitor {
        private final List<String> members;

        Host(ClassWriter next, List<String> members) {
            super(Opcodes.ASM9, next);
            this.members = members;
        }

        @Override
        public void visitEnd() {
            members.forEach(super::visitNestMember);
            super.visitEnd();
        }
    }
}
