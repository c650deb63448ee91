/** Secrets: where pipeline.yaml says that they come from, and how they are read. */
@NullMarked
package dev.cdctl.secret;

import org.jspecify.annotations.NullMarked;
