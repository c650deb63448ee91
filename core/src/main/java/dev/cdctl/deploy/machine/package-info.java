/** Where instances run: one computer or several, processes or containers. */
@NullMarked
package dev.cdctl.deploy.machine;

import org.jspecify.annotations.NullMarked;
