package dev.cdctl.script.report;

import dev.cdctl.script.report.TestCase.Outcome;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads one report in the form that JUnit's Ant task began and that Surefire, Gradle, pytest and Jest write:
 * {@code testcase} elements in {@code testsuite} elements, which may be nested. It is read as a stream, no document type
 * and no entity of its own is looked at, and what came before an error counts.
 */
final class JunitFile {
    private static final int LONGEST_MESSAGE = 500;
    private static final int MOST_PLACES = 1000;
    private static final int LONGEST_TEXT = 64 * 1024;

    /** {@code (ShelfTest.java:14)} of a Java stack, {@code test_shelf.py:14} of pytest, {@code shelf.test.js:14:5} of Jest. */
    private static final Pattern PLACE = Pattern.compile("([\\w.$-]{1,200}\\.[A-Za-z]{1,10}:[0-9]{1,9})(?=[):\\s]|$)");

    private final XMLStreamReader xml;
    private final Consumer<TestCase> tests;
    private final Deque<String> suites = new ArrayDeque<>();

    private JunitFile(XMLStreamReader xml, Consumer<TestCase> tests) {
        this.xml = xml;
        this.tests = tests;
    }

    /**
     * Reads a report.
     *
     * @param tests takes each test as soon as it was read
     * @throws XMLStreamException when the rest cannot be read
     */
    static void read(InputStream in, Consumer<TestCase> tests) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        XMLStreamReader xml = factory.createXMLStreamReader(in);
        try {
            new JunitFile(xml, tests).read();
        } finally {
            xml.close();
        }
    }

    private void read() throws XMLStreamException {
        boolean report = false;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                report |= start();
                if (!report) {
                    throw new XMLStreamException("its outermost element is '" + xml.getLocalName() + "'");
                }
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && xml.getLocalName().equals("testsuite")) {
                suites.poll();
            }
        }
    }

    private boolean start() throws XMLStreamException {
        switch (xml.getLocalName()) {
            case "testsuites" -> {
                return true;
            }
            case "testsuite" -> {
                suites.push(attribute("name"));
                return true;
            }
            case "testcase" -> {
                test();
                return true;
            }
            default -> {
                return !suites.isEmpty();
            }
        }
    }

    /** From the start of a test to its end. */
    private void test() throws XMLStreamException {
        String suite = attribute("classname");
        String own = suite.isEmpty() ? Optional.ofNullable(suites.peek()).orElse("") : suite;
        String name = attribute("name");
        Duration took = duration(attribute("time"));
        Result result = new Result();
        for (int depth = 1; depth > 0; ) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                result.take(depth);
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
                result.collecting &= depth > 1;
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                result.append();
            }
        }
        tests.accept(new TestCase(own, name, result.outcome, took, result.message(), result.place(own)));
    }

    /** How one test ended. A test that was skipped has its reason in the same place as one that failed. */
    private final class Result {
        private final StringBuilder text = new StringBuilder();
        private Outcome outcome = Outcome.PASSED;
        private String message = "";
        private boolean collecting;

        void take(int depth) {
            Outcome said = switch (xml.getLocalName()) {
                case "failure" -> Outcome.FAILED;
                case "error" -> Outcome.ERROR;
                case "skipped" -> Outcome.SKIPPED;
                default -> Outcome.PASSED;
            };
            boolean counts = depth == 2 && said != Outcome.PASSED && !isBad();
            collecting = counts;
            if (counts) {
                outcome = said;
                message = attribute("message");
                text.setLength(0);
            }
        }

        private boolean isBad() {
            return outcome == Outcome.FAILED || outcome == Outcome.ERROR;
        }

        void append() {
            if (collecting && text.length() < LONGEST_TEXT) {
                String more = xml.getText();
                text.append(more, 0, Math.min(more.length(), LONGEST_TEXT - text.length()));
            }
        }

        String message() {
            if (!isBad()) {
                return "";
            }
            String first = (message.isBlank() ? text.toString() : message)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .orElse("");
            return first.length() > LONGEST_MESSAGE ? first.substring(0, LONGEST_MESSAGE) + "\u2026" : first;
        }

        /** The line of the test's own file, where the stack has one; it begins in the library for assertions. */
        String place(String suite) {
            List<String> places = isBad()
                    ? PLACE.matcher(text)
                            .results()
                            .limit(MOST_PLACES)
                            .map(found -> found.group(1))
                            .toList()
                    : List.of();
            return places.stream()
                    .filter(place -> suite.contains(place.substring(0, place.indexOf('.'))))
                    .findFirst()
                    .or(() -> places.stream().findFirst())
                    .orElse("");
        }
    }

    private String attribute(String name) {
        return Optional.ofNullable(xml.getAttributeValue("", name))
                .or(() -> Optional.ofNullable(xml.getAttributeValue(null, name)))
                .orElse("")
                .strip();
    }

    /** Seconds with a fraction; some tools write {@code 1,234.5}. */
    private static Duration duration(String seconds) {
        String plain = seconds.replace(",", "");
        if (!plain.matches("[0-9]{1,9}(\\.[0-9]{0,18})?([eE]-?[0-9]{1,2})?")) {
            return Duration.ZERO;
        }
        return Duration.ofMillis(new BigDecimal(plain)
                .movePointRight(3)
                .min(BigDecimal.valueOf(Integer.MAX_VALUE))
                .longValue());
    }
}
