/** JSON as a small tree of values; the only package that knows the JSON library. */
@NullMarked
package dev.cdctl.json;

import org.jspecify.annotations.NullMarked;
