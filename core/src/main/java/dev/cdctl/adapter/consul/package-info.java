/** State in the keys and values of Consul, with its sessions as signs of life; by its HTTP interface. */
@NullMarked
package dev.cdctl.adapter.consul;

import org.jspecify.annotations.NullMarked;
