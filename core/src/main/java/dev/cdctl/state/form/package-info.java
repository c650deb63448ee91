/** The written forms of records, leases and journals, and what can be wrong with them, for every adapter that keeps state. */
@NullMarked
package dev.cdctl.state.form;

import org.jspecify.annotations.NullMarked;
