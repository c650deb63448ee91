/** Where a value stands in a text of JSON, YAML, TOML, XML or properties, to the character. */
@NullMarked
package dev.cdctl.version.place;

import org.jspecify.annotations.NullMarked;
