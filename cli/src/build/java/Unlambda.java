import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * Gives each lambda and method reference of cdctl's own classes in a jar a class of its own, as an inner class would
 * have it. A lambda is otherwise linked by Java code at the first use of its call site, in each process again: a
 * quarter of the time of {@code status} on Java 17, whose start-up archives hold the classes but not the links.
 *
 * <p>The build runs it from its source on the jar that it made, with ASM on the class path. What the classes do is
 * laid down in the documentation of {@code java.lang.invoke.LambdaMetafactory}.
 */
public final class Unlambda {
    private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";
    private static final String OURS = "dev/cdctl/";
    private static final String CLASS = ".class";

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
        private String name = "";
        private String host = "";
        private int count;

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
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, lambda(method, site, args), "of", site, false);
                    } else {
                        super.visitInvokeDynamicInsn(method, site, bootstrap, args);
                    }
                }
            };
        }

        /** The name of the new class whose {@code of} takes and gives what the call site does. */
        private String lambda(String method, String site, Object... args) {
            String lambda = name + "$$L" + count++;
            Lambda code = new Lambda(lambda, Type.getMethodType(site));
            lambdas.put(lambda, code.write(host, method, new Shape((Type) args[0], (Type) args[2], (Handle) args[1])));
            nests.computeIfAbsent(host, key -> new ArrayList<>()).add(lambda);
            return lambda;
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

    /**
     * What a lambda is called with and what it calls.
     *
     * @param erased the type of the interface's method, as the class file has it
     * @param actual the same with the interface's type arguments in it
     * @param body what is called
     */
    private record Shape(Type erased, Type actual, Handle body) {
        boolean creates() {
            return body.getTag() == Opcodes.H_NEWINVOKESPECIAL;
        }

        /** What the body takes, the object that it is called on first. */
        List<Type> takes() {
            List<Type> takes = new ArrayList<>();
            if (body.getTag() != Opcodes.H_INVOKESTATIC && !creates()) {
                takes.add(Type.getObjectType(body.getOwner()));
            }
            Collections.addAll(takes, Type.getArgumentTypes(body.getDesc()));
            return takes;
        }

        Type gives() {
            return creates() ? Type.getObjectType(body.getOwner()) : Type.getReturnType(body.getDesc());
        }

        int call() {
            return switch (body.getTag()) {
                case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
                case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
                default -> body.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
            };
        }
    }

    /** The class of one lambda: a field for each captured value, a factory, and the interface's method. */
    private static final class Lambda {
        private static final int HIDDEN = Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC;
        private static final String ONE = "ONE";

        private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        private final String name;
        private final Type site;
        private final Type[] captured;

        Lambda(String name, Type site) {
            this.name = name;
            this.site = site;
            this.captured = site.getArgumentTypes();
        }

        byte[] write(String host, String method, Shape shape) {
            String[] interfaces = {site.getReturnType().getInternalName()};
            writer.visit(Opcodes.V17, HIDDEN | Opcodes.ACC_SUPER, name, null, "java/lang/Object", interfaces);
            writer.visitNestHost(host);
            constructor();
            factory();
            method(method, shape);
            writer.visitEnd();
            return writer.toByteArray();
        }

        private void constructor() {
            MethodVisitor code = begin(Opcodes.ACC_PRIVATE, "<init>", constructorType());
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
            int slot = 1;
            for (int i = 0; i < captured.length; i++) {
                writer.visitField(HIDDEN, "v" + i, captured[i].getDescriptor(), null, null);
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitVarInsn(captured[i].getOpcode(Opcodes.ILOAD), slot);
                code.visitFieldInsn(Opcodes.PUTFIELD, name, "v" + i, captured[i].getDescriptor());
                slot += captured[i].getSize();
            }
            end(code, Type.VOID_TYPE);
        }

        /** What captures nothing is made once, as at a call site. */
        private void factory() {
            MethodVisitor code = begin(Opcodes.ACC_STATIC, "of", site.getDescriptor());
            if (captured.length == 0) {
                code.visitFieldInsn(Opcodes.GETSTATIC, name, ONE, "L" + name + ";");
                one();
            } else {
                create(code);
            }
            end(code, site.getReturnType());
        }

        private void one() {
            writer.visitField(HIDDEN | Opcodes.ACC_STATIC, ONE, "L" + name + ";", null, null);
            MethodVisitor code = begin(Opcodes.ACC_STATIC, "<clinit>", "()V");
            create(code);
            code.visitFieldInsn(Opcodes.PUTSTATIC, name, ONE, "L" + name + ";");
            end(code, Type.VOID_TYPE);
        }

        private void create(MethodVisitor code) {
            code.visitTypeInsn(Opcodes.NEW, name);
            code.visitInsn(Opcodes.DUP);
            int slot = 0;
            for (Type type : captured) {
                code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
                slot += type.getSize();
            }
            code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", constructorType(), false);
        }

        private void method(String method, Shape shape) {
            MethodVisitor code =
                    begin(Opcodes.ACC_PUBLIC, method, shape.erased().getDescriptor());
            Handle body = shape.body();
            if (shape.creates()) {
                code.visitTypeInsn(Opcodes.NEW, body.getOwner());
                code.visitInsn(Opcodes.DUP);
            }
            arguments(code, shape);
            code.visitMethodInsn(shape.call(), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
            Type wanted = shape.erased().getReturnType();
            if (wanted.getSort() != Type.VOID) {
                convert(code, shape.gives(), shape.actual().getReturnType());
                convert(code, shape.actual().getReturnType(), wanted);
            } else if (shape.gives().getSize() > 0) {
                code.visitInsn(shape.gives().getSize() == 1 ? Opcodes.POP : Opcodes.POP2);
            }
            end(code, wanted);
        }

        private void arguments(MethodVisitor code, Shape shape) {
            List<Type> takes = shape.takes();
            for (int i = 0; i < captured.length; i++) {
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitFieldInsn(Opcodes.GETFIELD, name, "v" + i, captured[i].getDescriptor());
                convert(code, captured[i], takes.get(i));
            }
            Type[] erased = shape.erased().getArgumentTypes();
            Type[] actual = shape.actual().getArgumentTypes();
            int slot = 1;
            for (int i = 0; i < erased.length; i++) {
                code.visitVarInsn(erased[i].getOpcode(Opcodes.ILOAD), slot);
                convert(code, erased[i], actual[i]);
                convert(code, actual[i], takes.get(captured.length + i));
                slot += erased[i].getSize();
            }
        }

        private MethodVisitor begin(int access, String method, String type) {
            MethodVisitor code = writer.visitMethod(access, method, type, null, null);
            code.visitCode();
            return code;
        }

        private static void end(MethodVisitor code, Type result) {
            code.visitInsn(result.getOpcode(Opcodes.IRETURN));
            code.visitMaxs(0, 0);
            code.visitEnd();
        }

        private String constructorType() {
            return Type.getMethodDescriptor(Type.VOID_TYPE, captured);
        }
    }

    private static final Map<Type, Type> BOXES = Map.of(
            Type.BOOLEAN_TYPE,
            Type.getType(Boolean.class),
            Type.BYTE_TYPE,
            Type.getType(Byte.class),
            Type.CHAR_TYPE,
            Type.getType(Character.class),
            Type.SHORT_TYPE,
            Type.getType(Short.class),
            Type.INT_TYPE,
            Type.getType(Integer.class),
            Type.LONG_TYPE,
            Type.getType(Long.class),
            Type.FLOAT_TYPE,
            Type.getType(Float.class),
            Type.DOUBLE_TYPE,
            Type.getType(Double.class));

    /** Casts, boxes, unboxes or widens the value on the stack. */
    private static void convert(MethodVisitor code, Type from, Type to) {
        Type boxed = BOXES.get(from);
        Type unboxed = BOXES.get(to);
        if (from.equals(to)) {
            return;
        }
        if (boxed == null && unboxed == null) {
            if (!to.equals(Type.getType(Object.class))) {
                code.visitTypeInsn(Opcodes.CHECKCAST, to.getInternalName());
            }
        } else if (unboxed == null) {
            call(code, Opcodes.INVOKESTATIC, boxed, "valueOf", Type.getMethodDescriptor(boxed, from));
        } else if (boxed == null) {
            unbox(code, from, to);
        } else {
            widen(code, from, to);
        }
    }

    private static void unbox(MethodVisitor code, Type from, Type to) {
        Type inside = to;
        for (Map.Entry<Type, Type> box : BOXES.entrySet()) {
            inside = box.getValue().equals(from) ? box.getKey() : inside;
        }
        convert(code, from, BOXES.get(inside));
        call(code, Opcodes.INVOKEVIRTUAL, BOXES.get(inside), inside.getClassName() + "Value", "()" + inside);
        convert(code, inside, to);
    }

    private static void widen(MethodVisitor code, Type from, Type to) {
        boolean isInt = from.getSort() >= Type.CHAR && from.getSort() <= Type.INT;
        if (isInt && to.equals(Type.LONG_TYPE)) {
            code.visitInsn(Opcodes.I2L);
        } else if (isInt && to.equals(Type.DOUBLE_TYPE)) {
            code.visitInsn(Opcodes.I2D);
        } else if (from.equals(Type.LONG_TYPE) && to.equals(Type.DOUBLE_TYPE)) {
            code.visitInsn(Opcodes.L2D);
        } else if (!isInt || !to.equals(Type.INT_TYPE)) {
            throw new IllegalArgumentException("a conversion that cdctl did not need so far: " + from + " to " + to);
        }
    }

    private static void call(MethodVisitor code, int how, Type owner, String method, String type) {
        code.visitMethodInsn(how, owner.getInternalName(), method, type, false);
    }
}
