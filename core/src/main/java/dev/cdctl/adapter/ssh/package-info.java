/** State, locks and journals on another computer, kept by a POSIX shell there that is talked to over one connection. */
@NullMarked
package dev.cdctl.adapter.ssh;

import org.jspecify.annotations.NullMarked;
