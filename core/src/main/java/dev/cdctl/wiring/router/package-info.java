/** What routers that are not cdctl's own need once. */
@NullMarked
package dev.cdctl.wiring.router;

import org.jspecify.annotations.NullMarked;
