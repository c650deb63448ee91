import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured of one store and one proxy. */
record Figures(String store, String proxy, int flips, List<List<Double>> columns) {
    Figures(String store, String proxy, int flips) {
        this(store, proxy, flips, List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
    }

    void add(double told, double served, double returned) {
        columns.get(0).add(told);
        columns.get(1).add(served);
        columns.get(2).add(served - told);
        columns.get(3).add(returned);
    }

    void print() {
        StringBuilder line = new StringBuilder(String.format("%-8s%-9s", store, proxy));
        for (List<Double> column : columns) {
            List<Double> sorted = column.stream().sorted().toList();
            line.append(String.format(Locale.ROOT, "%-23s", String.format(Locale.ROOT, "%.1f (%.1f to %.1f)",
                    at(sorted, 2), at(sorted, 1), at(sorted, 3))));
        }
        System.out.println(line.toString().stripTrailing());
    }

    private static double at(List<Double> sorted, int quarter) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * quarter / 4));
    }
}
