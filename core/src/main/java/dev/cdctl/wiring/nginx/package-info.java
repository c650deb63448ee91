/** What an nginx router is made of. */
@NullMarked
package dev.cdctl.wiring.nginx;

import org.jspecify.annotations.NullMarked;
