package dev.cdctl.seeded.model;

import dev.cdctl.seeded.deploy.High;

/** Uses a layer after its own, and one that uses it again. */
public record Low(High high) {}
