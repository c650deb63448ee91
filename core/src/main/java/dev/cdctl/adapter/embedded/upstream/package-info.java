/** The embedded router's connections to the instances. */
@NullMarked
package dev.cdctl.adapter.embedded.upstream;

import org.jspecify.annotations.NullMarked;
