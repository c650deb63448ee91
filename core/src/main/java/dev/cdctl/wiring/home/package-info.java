/** Where the state of environments is, whatever was moved. */
@NullMarked
package dev.cdctl.wiring.home;

import org.jspecify.annotations.NullMarked;
