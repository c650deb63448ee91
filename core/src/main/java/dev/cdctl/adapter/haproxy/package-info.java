/** HAProxy as a router: a generated configuration, decisions in a map, flips by its runtime API. */
@NullMarked
package dev.cdctl.adapter.haproxy;

import org.jspecify.annotations.NullMarked;
