package dev.cdctl.artifact.registry;

/**
 * How to log in to a registry. Never shows its secret.
 *
 * @param user empty when the secret is an identity token, which OAuth 2 calls a refresh token
 */
public record Login(String user, String secret) {
    /** Whether the secret is exchanged for a token, and is no password. */
    public boolean isToken() {
        return user.isEmpty();
    }

    @Override
    public String toString() {
        return (isToken() ? "a token" : user) + ":***";
    }
}
