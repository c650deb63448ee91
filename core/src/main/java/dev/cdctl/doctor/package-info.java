/** What is wrong, or will soon be, with a machine, a pipeline and its environments; nothing is ever changed. */
@NullMarked
package dev.cdctl.doctor;

import org.jspecify.annotations.NullMarked;
