package dev.cdctl.cli.console.display;

import java.util.function.IntSupplier;

/**
 * What may be drawn on stderr.
 *
 * @param colour whether colours may be used
 * @param unicode whether characters beyond ASCII may be used for marks
 * @param columns how wide a line may be; asked once, when the first line is drawn
 */
public record Look(boolean colour, boolean unicode, IntSupplier columns) {}
