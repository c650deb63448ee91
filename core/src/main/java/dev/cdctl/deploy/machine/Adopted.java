package dev.cdctl.deploy.machine;

/**
 * A container that cdctl did not start, and which instance of an environment it is since it was taken over. Its labels
 * cannot say so, since a container's labels never change.
 *
 * @param container its ID
 */
public record Adopted(String container, Instance instance) {
    /** Whether it is that instance. */
    public boolean is(Instance other) {
        return instance.slot().equals(other.slot()) && instance.deployment().equals(other.deployment());
    }
}
