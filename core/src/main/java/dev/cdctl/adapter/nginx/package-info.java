/** nginx as a router: decisions as flag files that need no reload, or as a configuration of the user's own. */
@NullMarked
package dev.cdctl.adapter.nginx;

import org.jspecify.annotations.NullMarked;
