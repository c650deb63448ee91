/** A repository of releases behind plain HTTP: files are put there once and read back. */
@NullMarked
package dev.cdctl.adapter.repository.http;

import org.jspecify.annotations.NullMarked;
