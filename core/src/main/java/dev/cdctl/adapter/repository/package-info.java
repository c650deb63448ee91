/** A repository of releases that is a folder. */
@NullMarked
package dev.cdctl.adapter.repository;

import org.jspecify.annotations.NullMarked;
