/** The packaged program from end to end: a shop that is deployed, asked, hurt and brought back. */
@NullMarked
package dev.cdctl.cli.e2e;

import org.jspecify.annotations.NullMarked;
