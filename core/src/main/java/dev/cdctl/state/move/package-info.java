/** What a store says of an environment whose state is being copied to another store, or was. */
@NullMarked
package dev.cdctl.state.move;

import org.jspecify.annotations.NullMarked;
