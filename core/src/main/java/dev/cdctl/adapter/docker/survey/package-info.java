/** What an engine tells of itself and of its computer. */
@NullMarked
package dev.cdctl.adapter.docker.survey;

import org.jspecify.annotations.NullMarked;
