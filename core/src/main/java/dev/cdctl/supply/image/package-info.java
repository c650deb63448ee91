/** Signatures of images, beside them in the registry. */
@NullMarked
package dev.cdctl.supply.image;

import org.jspecify.annotations.NullMarked;
