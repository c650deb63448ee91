/** The steps of which deployments, flips and rollbacks are made, and the plans that put them in order. */
@NullMarked
package dev.cdctl.deploy.steps;

import org.jspecify.annotations.NullMarked;
