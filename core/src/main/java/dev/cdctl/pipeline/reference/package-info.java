/** What follows from the registered keys: JSON Schema, explanations, the reference page, the origin of every value. */
@NullMarked
package dev.cdctl.pipeline.reference;

import org.jspecify.annotations.NullMarked;
