/** Real servers that tests start for themselves, and a proxy that spoils what goes through it. */
@NullMarked
package dev.cdctl.servers;

import org.jspecify.annotations.NullMarked;
