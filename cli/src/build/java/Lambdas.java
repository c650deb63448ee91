import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The class of one lambda: a field for each captured value, a factory, and the interface's method. */
final class Lambda {
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
        MethodVisitor code = begin(Opcodes.ACC_PUBLIC, method, shape.erased().getDescriptor());
        Handle body = shape.body();
        if (shape.creates()) {
            code.visitTypeInsn(Opcodes.NEW, body.getOwner());
            code.visitInsn(Opcodes.DUP);
        }
        arguments(code, shape);
        code.visitMethodInsn(shape.call(), body.getOwner(), body.getName(), body.getDesc(), body.isInterface());
        Type wanted = shape.erased().getReturnType();
        if (wanted.getSort() != Type.VOID) {
            Conversion.convert(code, shape.gives(), shape.actual().getReturnType());
            Conversion.convert(code, shape.actual().getReturnType(), wanted);
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

    private String constructorType() {
        return Type.getMethodDescriptor(Type.VOID_TYPE, captured);
    }
}
