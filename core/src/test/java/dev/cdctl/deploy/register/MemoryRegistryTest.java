package dev.cdctl.deploy.register;

/** The fake does what the real ones do. */
class MemoryRegistryTest extends RegistryContract {
    private final MemoryRegistry registry = new MemoryRegistry("web1:8500");

    @Override
    protected ServiceRegistry registry() {
        return registry;
    }

    @Override
    protected String agent() {
        return "web1:8500";
    }

    @Override
    protected void foreign(String id, String name) {
        registry.foreign(id, name);
    }
}
