/** The embedded router's own process: its listeners, its administration, what it keeps on disk. */
@NullMarked
package dev.cdctl.adapter.embedded.server;

import org.jspecify.annotations.NullMarked;
