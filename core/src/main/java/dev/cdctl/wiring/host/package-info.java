/** How the engines of Docker hosts are reached. */
@NullMarked
package dev.cdctl.wiring.host;

import org.jspecify.annotations.NullMarked;
