/** The reports that tests leave behind, and what they say. */
@NullMarked
package dev.cdctl.script.report;

import org.jspecify.annotations.NullMarked;
