/** The catalogue of services: as text, as JSON, and as a page for a browser. */
@NullMarked
package dev.cdctl.cli.catalogue;

import org.jspecify.annotations.NullMarked;
