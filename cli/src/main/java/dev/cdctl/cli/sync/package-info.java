/** Commands about routers that follow the store by a process of their own. */
@NullMarked
package dev.cdctl.cli.sync;

import org.jspecify.annotations.NullMarked;
