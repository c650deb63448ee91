/** What changes an environment: deploy, flip, roll back, stop, start, resume, prune, expire. */
@NullMarked
package dev.cdctl.operate.change;

import org.jspecify.annotations.NullMarked;
