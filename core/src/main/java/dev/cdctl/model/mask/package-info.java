/** What is never shown: secrets, in every form in which they could appear in a text. */
@NullMarked
package dev.cdctl.model.mask;

import org.jspecify.annotations.NullMarked;
