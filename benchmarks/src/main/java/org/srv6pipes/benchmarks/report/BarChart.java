package org.srv6pipes.benchmarks.report;

import java.util.List;
import java.util.Locale;
import org.srv6pipes.benchmarks.measure.Summary;

/**
 * Lying bars, one for each engine, as SVG: the bar ends at the median, each run is a dot, and the
 * number stands behind.
 */
final class BarChart {

  private static final int WIDTH = 800;
  private static final int NAMES = 170;
  private static final int NUMBERS = 230;
  private static final int ROOM = WIDTH - NAMES - NUMBERS;
  private static final int TOP = 52;
  private static final int ROW = 30;
  private static final int BAR = 18;
  private static final int BOTTOM = 14;

  /**
   * A row.
   *
   * @param values of all runs
   * @param note what stands behind the number
   * @param highlighted whether it is ours
   */
  record Bar(String name, List<Double> values, String note, boolean highlighted) {}

  private BarChart() {}

  static String svg(String title, String unit, List<Bar> bars) {
    int height = TOP + ROW * bars.size() + BOTTOM;
    double most =
        bars.stream().flatMap(it -> it.values().stream()).mapToDouble(it -> it).max().orElse(1);
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
        font-family="DejaVu Sans, sans-serif" font-size="13">
        <rect width="%1$d" height="%2$d" fill="#ffffff"/>
        <text x="16" y="22" font-size="15" font-weight="bold" fill="#1b1f24">%3$s</text>
        <text x="16" y="40" font-size="12" fill="#57606a">%4$s: median of %5$d runs; each dot is a run</text>
        """
            .formatted(WIDTH, height, escaped(title), escaped(unit), runs(bars)));
    for (int i = 0; i < bars.size(); i++) {
      row(svg, bars.get(i), TOP + ROW * i, most);
    }
    return svg.append("</svg>\n").toString();
  }

  private static int runs(List<Bar> bars) {
    return bars.stream().mapToInt(it -> it.values().size()).max().orElse(0);
  }

  private static void row(StringBuilder svg, Bar bar, int y, double most) {
    double median = Summary.of(bar.values).median();
    int middle = y + BAR / 2;
    svg.append(
        """
        <text x="%d" y="%d" text-anchor="end" fill="#1b1f24">%s</text>
        <rect x="%d" y="%d" width="%s" height="%d" rx="2" fill="%s"/>
        <text x="%d" y="%d" fill="#1b1f24">%s<tspan dx="8" fill="#57606a">%s</tspan></text>
        """
            .formatted(
                NAMES - 10,
                middle + 5,
                escaped(bar.name),
                NAMES,
                y,
                decimal(ROOM * median / most),
                BAR,
                bar.highlighted ? "#2f6fde" : "#a8b3c2",
                NAMES + ROOM + 12,
                middle + 5,
                Numbers.significant(median),
                escaped(bar.note)));
    for (double value : bar.values) {
      svg.append(
          "<circle cx=\"%s\" cy=\"%d\" r=\"2.5\" fill=\"#1b1f24\" fill-opacity=\"0.55\"/>%n"
              .formatted(decimal(NAMES + ROOM * value / most), middle));
    }
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
