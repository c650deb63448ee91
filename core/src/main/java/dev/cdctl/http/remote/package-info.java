/** Requests to servers on the network: credentials, TLS, proxies, retries and one deadline; the only user of OkHttp. */
@NullMarked
package dev.cdctl.http.remote;

import org.jspecify.annotations.NullMarked;
