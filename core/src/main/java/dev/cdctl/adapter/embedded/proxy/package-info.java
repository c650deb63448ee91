/** The data path of the embedded router: from a request to an instance of the chosen colour and back. */
@NullMarked
package dev.cdctl.adapter.embedded.proxy;

import org.jspecify.annotations.NullMarked;
