/** Breaks rules on purpose, to prove that they can fail. */
@NullMarked
package dev.cdctl.seeded.adapter.two;

import org.jspecify.annotations.NullMarked;
