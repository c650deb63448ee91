/** The language of pipeline.yaml as a whole: which blocks there are, and that they fit together. */
@NullMarked
package dev.cdctl.language;

import org.jspecify.annotations.NullMarked;
