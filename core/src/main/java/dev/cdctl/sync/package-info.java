/** Routers that follow the decisions in the store by a process of their own beside each: both ends of it. */
@NullMarked
package dev.cdctl.sync;

import org.jspecify.annotations.NullMarked;
