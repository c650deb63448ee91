package dev.cdctl.seeded.adapter.one;

import dev.cdctl.seeded.adapter.two.Two;

/** Knows another adapter. */
public record One(Two two) {}
