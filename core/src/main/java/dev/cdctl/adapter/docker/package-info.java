/** The Docker Engine by its API, over docker-java, which nothing else imports. */
@NullMarked
package dev.cdctl.adapter.docker;

import org.jspecify.annotations.NullMarked;
