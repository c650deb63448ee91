/** Commands on what others can check of a release. */
@NullMarked
package dev.cdctl.cli.supply;

import org.jspecify.annotations.NullMarked;
