/** HTTP: one question at a time, each on a fresh connection and under one deadline. */
@NullMarked
package dev.cdctl.http;

import org.jspecify.annotations.NullMarked;
