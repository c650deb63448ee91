package dev.cdctl.seeded.adapter.two;

/** Is known to another adapter. */
public record Two(String text) {}
