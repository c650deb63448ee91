/** State, locks and journals as files of one host. */
@NullMarked
package dev.cdctl.adapter.file;

import org.jspecify.annotations.NullMarked;
