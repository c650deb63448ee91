/** What was released when, by whom, with what outcome; and what it takes to bring it back. */
@NullMarked
package dev.cdctl.history;

import org.jspecify.annotations.NullMarked;
