/** What people see: answers on stdout, everything else on stderr, as lines or as a live display. */
@NullMarked
package dev.cdctl.cli.console;

import org.jspecify.annotations.NullMarked;
