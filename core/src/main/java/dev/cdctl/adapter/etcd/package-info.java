/** State in the keys and values of etcd, with its leases as signs of life; by the JSON gateway of its version 3. */
@NullMarked
package dev.cdctl.adapter.etcd;

import org.jspecify.annotations.NullMarked;
