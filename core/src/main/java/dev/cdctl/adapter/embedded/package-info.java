/** The router that comes with cdctl: a process in the background that brings requests to the live colour. */
@NullMarked
package dev.cdctl.adapter.embedded;

import org.jspecify.annotations.NullMarked;
