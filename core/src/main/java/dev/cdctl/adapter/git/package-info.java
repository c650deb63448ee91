/** The working copy of a git repository, asked through the git command. */
@NullMarked
package dev.cdctl.adapter.git;

import org.jspecify.annotations.NullMarked;
