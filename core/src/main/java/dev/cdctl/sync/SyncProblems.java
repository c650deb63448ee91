package dev.cdctl.sync;

import dev.cdctl.model.Failure;
import dev.cdctl.model.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What can be wrong between the store and a router that follows it, worded in one place. */
final class SyncProblems {
    /** Two processes have one name: the only failure that ends a follower. */
    static final String ELSEWHERE = "CD-944";

    private SyncProblems() {}

    static Problem unheard(Place place, String why) {
        return Problem.of("CD-940", "nothing was heard of the process that moves router " + place.router())
                .because(why)
                .remedy("start `cdctl router sync " + place.router() + "` beside it, or start it again when it began"
                        + " before this service was in its folder of --pipelines; " + forget(place));
    }

    /** @param late what is known of each router that did not confirm */
    static Problem unconfirmed(Place place, Wanted wanted, List<String> late) {
        return Problem.of("CD-941", "router " + place.router() + " has not confirmed " + wanted.words())
                .because(String.join("\n", late))
                .remedy("mend what it says, or start its process again, then `cdctl resume -e " + place.environment()
                        + "`; " + forget(place));
    }

    static Problem unable(Place place, String why) {
        return Problem.of("CD-985", "router " + place.router() + " cannot follow what is decided for " + place)
                .because(why)
                .remedy("mend what it says; its process tries again by itself, and at once with `cdctl resume -e "
                        + place.environment() + "`; " + forget(place));
    }

    private static String forget(Place place) {
        return "when the router serves nobody any more: `cdctl router forget " + place.router() + " -e "
                + place.environment() + "`";
    }

    static Failure notRemoved(Place place, String why) {
        return Failure.of(
                Failure.Kind.NEEDS_PERSON,
                Problem.of("CD-941", "router " + place.router() + " has not confirmed that it forgot " + place)
                        .because(why)
                        .remedy("start its process again and repeat; when it serves nobody any more: `cdctl router"
                                + " forget " + place.router() + " -e " + place.environment() + "`"));
    }

    static Failure notBrought(Place place, String why) {
        return Failure.failed(
                Problem.of("CD-948", "router " + place.router() + " was not brought to what is decided for " + place)
                        .because(why)
                        .remedy("the router serves what it served before; mend the cause and repeat"));
    }

    static Failure elsewhere(Place place, String host) {
        return Failure.refused(Problem.of(ELSEWHERE, "another process moves router " + place.router() + " for " + place)
                .because("it reports from " + host)
                .remedy("end one of the two, or give each router a name of its own under `sync`"));
    }

    static Failure nowhere(Wanted wanted) {
        return Failure.refused(
                Problem.of("CD-945", "where the instances of " + wanted.words() + " listen is not recorded")
                        .because("a router that has something to serve is not brought to nothing")
                        .remedy("`cdctl resume` records it again"));
    }

    static Problem unkept(Path file, Throwable cause) {
        return Problem.of("CD-946", file + " cannot be written")
                .because("it says what is served when the store cannot be reached at the next start: "
                        + cause.getMessage())
                .remedy("free some space or mend the permissions; the router follows all the same");
    }

    static Problem damaged(Path file, Throwable cause) {
        return Problem.of("CD-946", file + " cannot be used")
                .because(String.valueOf(cause.getMessage()))
                .remedy("nothing: it is written anew once the store says what is to be served");
    }

    static Problem contended(String key) {
        return Problem.of("CD-947", "the record " + key + " was changed by others again and again")
                .remedy("run the command again");
    }

    /** One line for each problem. */
    static String words(Failure failure) {
        return failure.problems().stream()
                .map(problem ->
                        problem.code() + " " + problem.what() + (problem.why().isEmpty() ? "" : ": " + problem.why()))
                .collect(Collectors.joining("; "));
    }
}
