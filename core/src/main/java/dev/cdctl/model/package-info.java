/** The nouns that every other package shares. */
@NullMarked
package dev.cdctl.model;

import org.jspecify.annotations.NullMarked;
