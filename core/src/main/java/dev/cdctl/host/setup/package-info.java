/** What a computer with Debian needs to be a Docker host, found out and installed. */
@NullMarked
package dev.cdctl.host.setup;

import org.jspecify.annotations.NullMarked;
