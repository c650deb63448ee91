/** Image registries by the OCI distribution protocol, with the logins of the user's Docker configuration. */
@NullMarked
package dev.cdctl.adapter.registry;

import org.jspecify.annotations.NullMarked;
