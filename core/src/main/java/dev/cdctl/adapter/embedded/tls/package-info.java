/** The embedded router's certificates: read from PEM files, renewed without a lost connection. */
@NullMarked
package dev.cdctl.adapter.embedded.tls;

import org.jspecify.annotations.NullMarked;
