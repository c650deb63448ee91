import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What a record has by itself.
 *
 * @param site the type of the call: the record, and for {@code equals} what it is compared with
 * @param arguments the record's class, the names of its components, and a getter of each
 */
record RecordMethod(String owner, String name, String site, Object... arguments) {
    void write(MethodVisitor code) {
        code.visitCode();
        switch (name) {
            case "equals" -> equality(code);
            case "hashCode" -> hash(code);
            default -> text(code);
        }
        // The record and what it is compared with; of each at most one long, or a sum and one.
        code.visitMaxs(4, 2);
        code.visitEnd();
    }

    private List<Handle> components() {
        List<Handle> getters = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            getters.add((Handle) arguments[i]);
        }
        return getters;
    }

    private static void load(MethodVisitor code, int variable, Handle component) {
        code.visitVarInsn(Opcodes.ALOAD, variable);
        if (variable > 0) {
            code.visitTypeInsn(Opcodes.CHECKCAST, component.getOwner());
        }
        code.visitFieldInsn(Opcodes.GETFIELD, component.getOwner(), component.getName(), component.getDesc());
    }

    private void equality(MethodVisitor code) {
        Label other = new Label();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitJumpInsn(Opcodes.IF_ACMPNE, other);
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.IRETURN);
        code.visitLabel(other);
        code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        Label differs = new Label();
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitTypeInsn(Opcodes.INSTANCEOF, owner);
        code.visitJumpInsn(Opcodes.IFEQ, differs);
        for (Handle component : components()) {
            load(code, 0, component);
            load(code, 1, component);
            compare(code, Type.getType(component.getDesc()), differs);
        }
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.IRETURN);
        code.visitLabel(differs);
        code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        code.visitInsn(Opcodes.ICONST_0);
        code.visitInsn(Opcodes.IRETURN);
    }

    private static void compare(MethodVisitor code, Type type, Label differs) {
        Type boxed = Conversion.BOXES.get(type);
        if (boxed == null) {
            String objects = "(Ljava/lang/Object;Ljava/lang/Object;)Z";
            code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/util/Objects", "equals", objects, false);
            code.visitJumpInsn(Opcodes.IFEQ, differs);
        } else {
            Conversion.call(code, Opcodes.INVOKESTATIC, boxed, "compare", "(" + type + type + ")I");
            code.visitJumpInsn(Opcodes.IFNE, differs);
        }
    }

    private void hash(MethodVisitor code) {
        code.visitInsn(Opcodes.ICONST_0);
        for (Handle component : components()) {
            code.visitIntInsn(Opcodes.BIPUSH, 31);
            code.visitInsn(Opcodes.IMUL);
            load(code, 0, component);
            Type type = Type.getType(component.getDesc());
            Type boxed = Conversion.BOXES.get(type);
            if (boxed == null) {
                Type objects = Type.getObjectType("java/util/Objects");
                Conversion.call(code, Opcodes.INVOKESTATIC, objects, "hashCode", "(Ljava/lang/Object;)I");
            } else {
                Conversion.call(code, Opcodes.INVOKESTATIC, boxed, "hashCode", "(" + type + ")I");
            }
            code.visitInsn(Opcodes.IADD);
        }
        code.visitInsn(Opcodes.IRETURN);
    }

    private void text(MethodVisitor code) {
        Type builder = Type.getType(StringBuilder.class);
        code.visitTypeInsn(Opcodes.NEW, builder.getInternalName());
        code.visitInsn(Opcodes.DUP);
        Conversion.call(code, Opcodes.INVOKESPECIAL, builder, "<init>", "()V");
        // As Class.getSimpleName has it: the number in the name of a class within a method is not part of it.
        String before = owner.substring(Math.max(owner.lastIndexOf('/'), owner.lastIndexOf('$')) + 1)
                        .replaceFirst("^[0-9]+", "")
                + "[";
        for (Handle component : components()) {
            append(code, before + component.getName() + "=");
            load(code, 0, component);
            show(code, Type.getType(component.getDesc()));
            Conversion.call(
                    code, Opcodes.INVOKEVIRTUAL, builder, "append", "(Ljava/lang/String;)Ljava/lang/StringBuilder;");
            before = ", ";
        }
        append(code, components().isEmpty() ? before + "]" : "]");
        Conversion.call(code, Opcodes.INVOKEVIRTUAL, builder, "toString", "()Ljava/lang/String;");
        code.visitInsn(Opcodes.ARETURN);
    }

    private static void show(MethodVisitor code, Type type) {
        Type shown = Conversion.BOXES.containsKey(type) ? type : Type.getType(Object.class);
        boolean isSmall = type.equals(Type.BYTE_TYPE) || type.equals(Type.SHORT_TYPE);
        String taken = isSmall ? "I" : shown.getDescriptor();
        Conversion.call(
                code, Opcodes.INVOKESTATIC, Type.getType(String.class), "valueOf", "(" + taken + ")Ljava/lang/String;");
    }

    private static void append(MethodVisitor code, String text) {
        code.visitLdcInsn(text);
        Type builder = Type.getType(StringBuilder.class);
        Conversion.call(
                code, Opcodes.INVOKEVIRTUAL, builder, "append", "(Ljava/lang/String;)Ljava/lang/StringBuilder;");
    }
}
