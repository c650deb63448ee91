/** What a person or a CI job does to an environment: deploy, flip, roll back, look, mend. */
@NullMarked
package dev.cdctl.operate;

import org.jspecify.annotations.NullMarked;
