package dev.cdctl.doctor;

import dev.cdctl.deploy.machine.Survey;
import dev.cdctl.host.Host;
import dev.cdctl.host.HostShell;
import dev.cdctl.model.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How one host stands, and what the environment will need of it.
 *
 * @param shell what commands are run by there; none where there is only an engine
 */
record HostCheck(HostNeeds needs, Optional<HostShell> shell) {
    static final long MEGABYTE = 1024L * 1024;
    /** What a deployment refuses to go below. */
    private static final long LEAST_DISK = 512 * MEGABYTE;

    private static final long LITTLE_DISK = 2048 * MEGABYTE;
    private static final long LITTLE_MEMORY = 128 * MEGABYTE;
    private static final Duration LATE = Duration.ofSeconds(2);
    private static final Duration WRONG = Duration.ofSeconds(60);
    /** Of Docker Engine 20.10. */
    private static final double OLDEST = 1.41;

    /** Every question has a deadline; the first that nobody answers ends it. */
    List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        try {
            Optional<Survey> told =
                    needs.machine().survey(needs.service(), needs.spec().name());
            if (told.isEmpty()) {
                return List.of(Finding.warning(
                        host().id(), "its engine is not asked about itself here", "look with docker info there"));
            }
            Survey survey = told.get();
            findings.add(engine(survey));
            Optional<HostLook> look = shell.map(one -> HostLook.at(one, survey.images()));
            findings.add(disk(survey, look));
            findings.add(memory(survey, look));
            limits(survey).ifPresent(findings::add);
            findings.add(clock(survey));
            findings.addAll(network(survey));
            findings.addAll(new PortCheck(needs, survey, look).look(needs.instances()));
        } catch (Failure e) {
            findings.addAll(Finding.of(host().id(), e));
        }
        return findings;
    }

    private Host host() {
        return needs.host();
    }

    private Finding engine(Survey survey) {
        String text = "Docker Engine " + survey.version() + " (API " + survey.api() + ") answers at " + host().url();
        return number(survey.api()) < OLDEST
                ? Finding.warning(host().id(), text + ", which is older than 20.10", "install a newer engine")
                : Finding.ok(host().id(), text);
    }

    private static double number(String api) {
        String[] parts = api.split("\\.", 2);
        boolean known = parts.length == 2 && api.matches("[0-9]{1,3}\\.[0-9]{1,2}");
        return known ? Integer.parseInt(parts[0]) + Integer.parseInt(parts[1]) / 100.0 : OLDEST;
    }

    private Finding disk(Survey survey, Optional<HostLook> look) {
        Optional<Long> free = look.flatMap(HostLook::disk);
        if (free.isEmpty()) {
            return Finding.warning(
                    host().id(),
                    "how much is free in " + survey.images() + " cannot be seen",
                    shell.isPresent() ? "look with df there" : "look with df there, or name the host by ssh://");
        }
        String text = megabytes(free.get()) + " are free in " + survey.images() + ", where images lie";
        String remedy =
                "clear up there: cdctl prune -e " + needs.spec().name() + ", docker image prune, docker system df";
        if (free.get() < LEAST_DISK) {
            return Finding.wrong(host().id(), "only " + text + "; a deployment needs " + megabytes(LEAST_DISK), remedy);
        }
        return free.get() < LITTLE_DISK ? Finding.warning(host().id(), text, remedy) : Finding.ok(host().id(), text);
    }

    private Finding memory(Survey survey, Optional<HostLook> look) {
        long needed = needs.memory();
        Optional<Long> free = look.flatMap(HostLook::memory);
        String text = megabytes(survey.memory()) + " of memory"
                + free.map(bytes -> ", " + megabytes(bytes) + " of it free").orElse("");
        if (needed > survey.memory()) {
            return Finding.wrong(
                    host().id(),
                    text + "; two colours may use " + megabytes(needed),
                    "give it more, or lower run.container.memory or the replicas");
        }
        if (free.filter(bytes -> bytes < LITTLE_MEMORY).isPresent()) {
            return Finding.warning(
                    host().id(),
                    text,
                    "see what uses it with ps, or give it more: a new colour needs some beside the old");
        }
        return Finding.ok(host().id(), text + (needed > 0 ? "; two colours may use " + megabytes(needed) : ""));
    }

    private Optional<Finding> limits(Survey survey) {
        return survey.limits() || needs.memory() == 0
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        host().id(),
                        "its kernel does not limit the memory of containers, as run.container.memory asks for",
                        "start the kernel with cgroup_enable=memory"));
    }

    private Finding clock(Survey survey) {
        Duration off = survey.ahead().abs();
        boolean unsure = off.compareTo(survey.within().plus(LATE)) <= 0;
        if (unsure) {
            return Finding.ok(host().id(), "its clock and this machine's agree");
        }
        String text = "its clock is " + seconds(off) + (survey.ahead().isNegative() ? " behind" : " ahead of")
                + " this machine's";
        String remedy = "have both follow one time: apt-get install chrony on the one that is wrong";
        return off.compareTo(WRONG) > 0
                ? Finding.wrong(host().id(), text, remedy)
                : Finding.warning(host().id(), text, remedy);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private List<Finding> network(Survey survey) {
        List<Finding> findings = new ArrayList<>();
        if (!survey.forwards()) {
            findings.add(Finding.wrong(
                    host().id(),
                    "packets are not passed on to containers, so nobody reaches their ports",
                    "sysctl -w net.ipv4.ip_forward=1 there, and write it into /etc/sysctl.d"));
        }
        String name = "the network of the environment";
        String driver = survey.network().orElse("bridge");
        if (!driver.equals("bridge")) {
            findings.add(Finding.wrong(
                    host().id(),
                    name + " was made by somebody else: its driver is " + driver,
                    "remove it with docker network rm; a deployment makes it anew"));
        } else {
            findings.add(Finding.ok(
                    host().id(),
                    survey.network().isPresent() ? name + " is there" : name + " is made by the first deployment"));
        }
        return findings;
    }

    static String megabytes(long bytes) {
        return bytes / MEGABYTE + " MB";
    }
}
