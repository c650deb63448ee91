/** Files that are put into containers before they start. */
@NullMarked
package dev.cdctl.adapter.docker.inside;

import org.jspecify.annotations.NullMarked;
