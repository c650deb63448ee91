/** The process that moves routers: what it is made of on its computer. */
@NullMarked
package dev.cdctl.wiring.sync;

import org.jspecify.annotations.NullMarked;
