/** The steps that put instances of a release into a colour, and wait until they are well. */
@NullMarked
package dev.cdctl.deploy.steps.start;

import org.jspecify.annotations.NullMarked;
