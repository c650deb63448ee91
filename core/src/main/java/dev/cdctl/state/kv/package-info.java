/** Records, locks and journals in servers of keys and values, such as Consul and etcd: what does not depend on the server. */
@NullMarked
package dev.cdctl.state.kv;

import org.jspecify.annotations.NullMarked;
