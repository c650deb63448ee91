import java.util.Map;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What turns a value of one type into one of another, as calls do by themselves in a source. */
final class Conversion {
    private Conversion() {}

    /** The primitive types, each with its class. */
    static final Map<Type, Type> BOXES = Map.of(
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
    static void convert(MethodVisitor code, Type from, Type to) {
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

    static void call(MethodVisitor code, int how, Type owner, String method, String type) {
        code.visitMethodInsn(how, owner.getInternalName(), method, type, false);
    }
}
