/** The language of pipeline.yaml: keys with types, read from YAML with all problems at once and the place of each. */
@NullMarked
package dev.cdctl.pipeline;

import org.jspecify.annotations.NullMarked;
