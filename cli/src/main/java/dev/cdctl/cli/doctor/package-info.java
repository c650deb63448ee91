/** What finds out why cdctl does not work here. */
@NullMarked
package dev.cdctl.cli.doctor;

import org.jspecify.annotations.NullMarked;
