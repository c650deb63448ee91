/** Instances as processes of this computer, which outlive whoever started them and are found again by their labels. */
@NullMarked
package dev.cdctl.adapter.process;

import org.jspecify.annotations.NullMarked;
