package dev.cdctl.deploy.register;

/**
 * How one of our entries stands.
 *
 * @param node the name of the computer whose agent holds it
 * @param passing whether all of its checks pass, those of its node included
 * @param said what the checks that do not pass say
 */
public record Standing(String id, String node, boolean passing, String said) {}
