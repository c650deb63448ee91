/** What pipeline.yaml says of an environment: its roles, what runs in them, and when an instance is healthy. */
@NullMarked
package dev.cdctl.deploy.spec;

import org.jspecify.annotations.NullMarked;
