package dev.cdctl.adapter.repository;

import dev.cdctl.artifact.RepositorySpec;

/** A repository that is a folder: {@code file:../repository}. */
public record FileSpec(String url) implements RepositorySpec {}
