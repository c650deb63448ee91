package dev.cdctl.catalogue;

import dev.cdctl.model.Name;
import java.util.List;

/**
 * One service, as a store knows it.
 *
 * @param description what it does, by the latest deployment that says it; empty when none does
 * @param owner whom to ask about it; empty when nobody says
 * @param environments by name
 */
public record ListedService(Name name, String description, String owner, List<ListedEnvironment> environments) {
    /** Copies the list. */
    public ListedService {
        environments = List.copyOf(environments);
    }
}
