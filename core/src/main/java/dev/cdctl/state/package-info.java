/** What is remembered between commands: a store of small records, locks with fencing tokens, journals. */
@NullMarked
package dev.cdctl.state;

import org.jspecify.annotations.NullMarked;
