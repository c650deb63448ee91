/** What every command is made of: how it declares its usage, what it is given and what it answers. */
@NullMarked
package dev.cdctl.cli.command;

import org.jspecify.annotations.NullMarked;
