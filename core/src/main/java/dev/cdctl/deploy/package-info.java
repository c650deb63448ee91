/** From a release to users: the idle colour is started, checked, made live, and can be taken back. */
@NullMarked
package dev.cdctl.deploy;

import org.jspecify.annotations.NullMarked;
