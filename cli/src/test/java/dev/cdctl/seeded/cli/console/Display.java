package dev.cdctl.seeded.cli.console;

import dev.cdctl.seeded.cli.Shared;

/** Knows the top of the command line. */
public record Display(Shared shared) {}
