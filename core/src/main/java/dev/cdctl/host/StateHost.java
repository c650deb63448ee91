package dev.cdctl.host;

/**
 * Another computer that keeps the state of an environment.
 *
 * @param folder where, absolute
 */
public record StateHost(HostShell shell, String folder) {}
