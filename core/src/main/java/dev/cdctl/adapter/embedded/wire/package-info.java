/** HTTP/1.1 as bytes: heads, body framing and raw tunnels, for the embedded router's side towards the instances. */
@NullMarked
package dev.cdctl.adapter.embedded.wire;

import org.jspecify.annotations.NullMarked;
