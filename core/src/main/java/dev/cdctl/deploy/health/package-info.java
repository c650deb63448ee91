/** Whether instances are well: asked over HTTP or TCP, waited for, and watched. */
@NullMarked
package dev.cdctl.deploy.health;

import org.jspecify.annotations.NullMarked;
