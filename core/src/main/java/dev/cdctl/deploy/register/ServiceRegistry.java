package dev.cdctl.deploy.register;

import java.util.List;

/** A catalogue of services in which other programs find them, such as that of Consul. Thread-safe. */
public interface ServiceRegistry {
    /** Everything that is registered under that service name, by whomever, as it is now. */
    List<Entry> entries(String service);

    /**
     * How the entries stand whose IDs begin like that, of whatever service; asked once, for whoever cannot wait.
     *
     * @throws dev.cdctl.model.Failure unreachable, when there is no answer within two seconds
     */
    List<Standing> standing(String start);

    /** The names of all services, whoever registered them. */
    List<String> services();

    /**
     * Has an agent hold an entry and run its check; one of the same ID there is replaced. It may take a moment until
     * {@link #entries} has it.
     *
     * @throws dev.cdctl.model.Failure unreachable, when the agent does not answer or the permission is missing
     */
    void register(Registration registration);

    /**
     * Takes an entry out, and returns when {@link #entries} has it no more. It does not matter whether it was there.
     *
     * @return false when the agent that holds it could not be asked, so that it may bring the entry back for a while
     */
    boolean deregister(Entry entry);

    /** How people call it: {@code consul://127.0.0.1:8500}. */
    String place();
}
