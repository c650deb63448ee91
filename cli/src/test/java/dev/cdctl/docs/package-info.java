/** Holds the pages for people against the code that they are about. */
@NullMarked
package dev.cdctl.docs;

import org.jspecify.annotations.NullMarked;
