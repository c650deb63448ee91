/** Where other programs find the instances of an environment: a catalogue of services, and what of it is ours. */
@NullMarked
package dev.cdctl.deploy.register;

import org.jspecify.annotations.NullMarked;
