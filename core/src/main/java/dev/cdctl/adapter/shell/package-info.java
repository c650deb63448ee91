/** Shells of this computer, and of others by the user's own OpenSSH. */
@NullMarked
package dev.cdctl.adapter.shell;

import org.jspecify.annotations.NullMarked;
