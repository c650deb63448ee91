/** What the operating system tells of processes, and the labels by which those of an instance are known. */
@NullMarked
package dev.cdctl.adapter.process.proc;

import org.jspecify.annotations.NullMarked;
