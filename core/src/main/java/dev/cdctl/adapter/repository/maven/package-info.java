/** A Maven repository as a repository of releases. */
@NullMarked
package dev.cdctl.adapter.repository.maven;

import org.jspecify.annotations.NullMarked;
