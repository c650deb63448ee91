/** Locks by lease records, for every kind of store. */
@NullMarked
package dev.cdctl.state.lease;

import org.jspecify.annotations.NullMarked;
