/** Puts adapters behind the interfaces of an environment. The only place that knows every adapter. */
@NullMarked
package dev.cdctl.wiring;

import org.jspecify.annotations.NullMarked;
