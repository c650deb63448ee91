/** Load for tests: clients of every kind that never retry, and a service that they can talk to. */
@NullMarked
package dev.cdctl.load;

import org.jspecify.annotations.NullMarked;
