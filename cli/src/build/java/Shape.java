import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What a lambda is called with and what it calls.
 *
 * @param erased the type of the interface's method, as the class file has it
 * @param actual the same with the interface's type arguments in it
 * @param body what is called
 */
record Shape(Type erased, Type actual, Handle body) {
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
