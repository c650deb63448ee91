/** What an artifact consists of, as CycloneDX tells it. */
@NullMarked
package dev.cdctl.supply.sbom;

import org.jspecify.annotations.NullMarked;
