package dev.cdctl.cli.doctor;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.GlobalOptions;
import dev.cdctl.cli.server.Detection;
import dev.cdctl.doctor.Doctor;
import dev.cdctl.doctor.Finding;
import dev.cdctl.doctor.Finding.Level;
import dev.cdctl.wiring.Setting;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** {@code doctor}: what is wrong here, and what mends it. */
public final class DoctorCommand implements Command {
    @Override
    public Usage usage() {
        return Usage.of(
                        "Looks at Java, git, the shell, the disk, the pipeline, and in each environment at the lock, the"
                                + " router, the ports, the certificates and the secrets; at each of its hosts as `host"
                                + " check` does, and at its state behind ssh. Without a pipeline.yaml it looks at the"
                                + " machine alone.",
                        "Nothing is changed, and no secret is shown. It ends with 1 when something is wrong; warnings"
                                + " are not.")
                .example("cdctl doctor")
                .example("cdctl doctor -o json");
    }

    @Override
    public Answer run(Invocation invocation) {
        Setting setting = Opening.setting(invocation);
        Doctor doctor = new Doctor(setting);
        List<Finding> findings = new ArrayList<>(doctor.machine());
        Detection ci = GlobalOptions.server(invocation.values());
        findings.add(
                new Finding("machine", Level.OK, "CI server: " + ci.server().word() + " (" + ci.origin() + ")", ""));
        boolean named = invocation.value(GlobalOptions.FILE).isPresent();
        if (named || Files.exists(setting.file())) {
            findings.addAll(doctor.pipeline());
        }
        return Findings.answer("doctor", findings);
    }
}
