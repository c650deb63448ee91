import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The class of lambdas: a field that says which of them an object is, fields for what it captured, a factory for each,
 * and the methods of their interfaces. One class for many is loaded once.
 */
final class Lambdas {
    private static final int HIDDEN = Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC;
    private static final Type ANY = Type.getType(Object.class);
    private static final String WHICH = "which";

    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    private final String name;
    private final List<One> all = new ArrayList<>();

    Lambdas(String name) {
        this.name = name;
    }

    /**
     * One of them.
     *
     * @param site what its call site takes, which it captures, and gives
     * @param method the name of the interface's method
     */
    private record One(int which, Type site, String method, Shape shape) {
        Type[] captured() {
            return site.getArgumentTypes();
        }

        String factory() {
            return "of" + which;
        }
    }

    String name() {
        return name;
    }

    /** Adds one, and says what the static method is called that takes and gives what the call site does. */
    String add(Type site, String method, Shape shape) {
        One one = new One(all.size(), site, method, shape);
        all.add(one);
        return one.factory();
    }

    byte[] write(String host) {
        String[] interfaces = all.stream()
                .map(one -> one.site().getReturnType().getInternalName())
                .distinct()
                .toArray(String[]::new);
        writer.visit(Opcodes.V17, HIDDEN | Opcodes.ACC_SUPER, name, null, ANY.getInternalName(), interfaces);
        writer.visitNestHost(host);
        constructor();
        all.forEach(this::factory);
        Map<String, List<One>> methods = new LinkedHashMap<>();
        for (One one : all) {
            String method = one.method() + one.shape().erased().getDescriptor();
            methods.computeIfAbsent(method, key -> new ArrayList<>()).add(one);
        }
        methods.values().forEach(this::method);
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** How many values the one that captures most has. */
    private int room() {
        return all.stream().mapToInt(one -> one.captured().length).max().orElse(0);
    }

    private String constructorType() {
        return "(I" + ANY.getDescriptor().repeat(room()) + ")V";
    }

    private void constructor() {
        MethodVisitor code = begin(Opcodes.ACC_PRIVATE, "<init>", constructorType());
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, ANY.getInternalName(), "<init>", "()V", false);
        set(code, WHICH, Type.INT_TYPE, 1);
        for (int i = 0; i < room(); i++) {
            set(code, "v" + i, ANY, i + 2);
        }
        end(code, Type.VOID_TYPE);
    }

    private void set(MethodVisitor code, String field, Type type, int slot) {
        writer.visitField(HIDDEN, field, type.getDescriptor(), null, null);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
        code.visitFieldInsn(Opcodes.PUTFIELD, name, field, type.getDescriptor());
    }

    private void factory(One one) {
        MethodVisitor code = begin(Opcodes.ACC_STATIC, one.factory(), one.site().getDescriptor());
        code.visitTypeInsn(Opcodes.NEW, name);
        code.visitInsn(Opcodes.DUP);
        code.visitIntInsn(Opcodes.SIPUSH, one.which());
        int slot = 0;
        for (Type type : one.captured()) {
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
            Conversion.convert(code, type, ANY);
            slot += type.getSize();
        }
        for (int i = one.captured().length; i < room(); i++) {
            code.visitInsn(Opcodes.ACONST_NULL);
        }
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, name, "<init>", constructorType(), false);
        end(code, one.site().getReturnType());
    }

    /** A method of an interface, which those have in common; each of them goes its own way in it. */
    private void method(List<One> those) {
        One first = those.get(0);
        String type = first.shape().erased().getDescriptor();
        MethodVisitor code = begin(Opcodes.ACC_PUBLIC, first.method(), type);
        List<Label> ways = those.stream().map(one -> new Label()).toList();
        if (those.size() > 1) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, name, WHICH, "I");
            int[] which = those.stream().mapToInt(One::which).toArray();
            code.visitLookupSwitchInsn(ways.get(0), which, ways.toArray(Label[]::new));
        }
        for (int i = 0; i < those.size(); i++) {
            if (those.size() > 1) {
                code.visitLabel(ways.get(i));
                code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
            }
            call(code, those.get(i));
        }
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void call(MethodVisitor code, One one) {
        Shape shape = one.shape();
        Handle body = shape.body();
        if (shape.creates()) {
            code.visitTypeInsn(Opcodes.NEW, body.getOwner());
            code.visitInsn(Opcodes.DUP);
        }
        arguments(code, one.captured(), shape);
        code.visitMethodInsn(shape.call(), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
        Type wanted = shape.erased().getReturnType();
        if (wanted.getSort() != Type.VOID) {
            Conversion.convert(code, shape.gives(), shape.actual().getReturnType());
            Conversion.convert(code, shape.actual().getReturnType(), wanted);
        } else if (shape.gives().getSize() > 0) {
            code.visitInsn(shape.gives().getSize() == 1 ? Opcodes.POP : Opcodes.POP2);
        }
        code.visitInsn(wanted.getOpcode(Opcodes.IRETURN));
    }

    private void arguments(MethodVisitor code, Type[] captured, Shape shape) {
        List<Type> takes = shape.takes();
        for (int i = 0; i < captured.length; i++) {
            code.visitVarInsn(Opcodes.ALOAD, 0);
            code.visitFieldInsn(Opcodes.GETFIELD, name, "v" + i, ANY.getDescriptor());
            Conversion.convert(code, ANY, captured[i]);
            Conversion.convert(code, captured[i], takes.get(i));
        }
        Type[] erased = shape.erased().getArgumentTypes();
        Type[] actual = shape.actual().getArgumentTypes();
        int slot = 1;
        for (int i = 0; i < erased.length; i++) {
            code.visitVarInsn(erased[i].getOpcode(Opcodes.ILOAD), slot);
            Conversion.convert(code, erased[i], actual[i]);
            Conversion.convert(code, actual[i], takes.get(captured.length + i));
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
}
