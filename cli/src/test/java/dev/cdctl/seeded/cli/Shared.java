package dev.cdctl.seeded.cli;

/** The top of the command line. */
public record Shared(String text) {}
