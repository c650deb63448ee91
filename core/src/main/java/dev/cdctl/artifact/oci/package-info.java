/** Images as folders and archives of files, in the forms of the OCI and of `docker save`. */
@NullMarked
package dev.cdctl.artifact.oci;

import org.jspecify.annotations.NullMarked;
