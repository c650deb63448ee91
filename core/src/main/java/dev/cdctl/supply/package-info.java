/** What others can check of a release: signatures, provenance, bills of materials, and the policy that asks for them. */
@NullMarked
package dev.cdctl.supply;

import org.jspecify.annotations.NullMarked;
