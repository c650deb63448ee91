/** The CI server that cdctl runs under, and what it is told in its own form. */
@NullMarked
package dev.cdctl.cli.server;

import org.jspecify.annotations.NullMarked;
