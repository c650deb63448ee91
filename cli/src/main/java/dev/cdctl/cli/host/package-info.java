/** The commands about hosts and what runs on them. */
@NullMarked
package dev.cdctl.cli.host;

import org.jspecify.annotations.NullMarked;
