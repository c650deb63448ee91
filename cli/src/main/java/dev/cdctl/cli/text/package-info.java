/** How texts look on a screen: harmless, cut to fit, coloured. */
@NullMarked
package dev.cdctl.cli.text;

import org.jspecify.annotations.NullMarked;
