package dev.cdctl.cli.work;

import dev.cdctl.cli.command.Answer;
import dev.cdctl.cli.command.Command;
import dev.cdctl.cli.command.Invocation;
import dev.cdctl.cli.command.Opening;
import dev.cdctl.cli.command.Usage;
import dev.cdctl.cli.command.option.Option;
import dev.cdctl.json.Json;
import dev.cdctl.version.form.Form;
import dev.cdctl.version.source.ResolvedVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code version}: the version of the service as it lies in the working copy, in every form. */
final class VersionCommand implements Command {
    private static final Option FORM = Option.value("--form", "FORM", "Print the version in this form alone")
            .choices(Arrays.stream(Form.values()).map(Form::word).toArray(String[]::new));

    @Override
    public Usage usage() {
        return Usage.of(
                        "The first line is the version alone; then come its forms, one on a line: the form's name, blanks,"
                                + " the version. A form that cannot say the version is left out, and is a problem when"
                                + " --form asks for it.",
                        "How the version was found is told on stderr.")
                .with(FORM)
                .example("cdctl version")
                .example("cdctl version --form docker");
    }

    @Override
    public Answer run(Invocation invocation) {
        ResolvedVersion found = Opening.cdctl(invocation).building().version();
        Optional<Form> wanted = invocation.value(FORM).flatMap(Form::named);
        if (wanted.isPresent()) {
            String text = wanted.get().of(found.version());
            return new Answer("version", json(found, Map.of(wanted.get(), text)), List.of(text));
        }
        invocation.console().note("from " + found.how() + (found.dirty() ? ", with uncommitted changes" : ""));
        Map<Form, String> forms = Form.all(found.version());
        return new Answer(
                "version",
                json(found, forms),
                lines(found, forms, invocation.console().toTerminal()));
    }

    /** A table on a terminal; in a pipe one blank, so that a new form moves nothing. */
    private static List<String> lines(ResolvedVersion found, Map<Form, String> forms, boolean table) {
        List<String> lines = new ArrayList<>(List.of(found.version().text()));
        int width = Arrays.stream(Form.values())
                .mapToInt(form -> form.word().length())
                .max()
                .orElse(0);
        forms.forEach((form, text) -> {
            String gap = table ? " ".repeat(width - form.word().length() + 2) : " ";
            lines.add((table ? "  " : "") + form.word() + gap + text);
        });
        return lines;
    }

    private static Json.Obj json(ResolvedVersion found, Map<Form, String> forms) {
        Json.Builder written = Json.object();
        forms.forEach((form, text) -> written.put(form.word(), text));
        return Json.object()
                .put("version", found.version().text())
                .put("commit", found.commit())
                .put("dirty", found.dirty())
                .put("how", found.how())
                .put("forms", written.build())
                .build();
    }
}
