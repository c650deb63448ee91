/** The working copy of a Subversion repository, asked through the svn command. */
@NullMarked
package dev.cdctl.adapter.svn;

import org.jspecify.annotations.NullMarked;
