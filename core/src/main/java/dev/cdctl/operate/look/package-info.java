/** What is so in an environment, and what a deployment would change. Nothing here changes anything. */
@NullMarked
package dev.cdctl.operate.look;

import org.jspecify.annotations.NullMarked;
