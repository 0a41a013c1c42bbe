package dev.tidings.benchmark.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler.LegendPosition;

/// The results as SVG, one file for each question.
public final class Plots {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;
  private static final String FONT = Font.SANS_SERIF;
  private static final Color[] COLORS = {
    new Color(0x2a6fdb), new Color(0xc2560c), new Color(0x0b7f6b), new Color(0x9a3fb5)
  };

  private final Results results;
  private final Path directory;
  private final List<String> written = new ArrayList<>();

  private Plots(Results results, Path directory) {
    this.results = results;
    this.directory = directory;
  }

  /// Draws what there are results for.
  ///
  /// @return the names of the files
  public static List<String> write(Results results, Path directory) throws IOException {
    var plots = new Plots(results, directory);
    plots.cpuPerDelivery();
    plots.latency("1,000 streams, 25,000/s", "latency-25000.svg");
    plots.latency("1,000 streams, 100,000/s", "latency-100000.svg");
    plots.throughput();
    plots.memory();
    return List.copyOf(plots.written);
  }

  private void cpuPerDelivery() throws IOException {
    bars(
        "cpu-per-delivery.svg",
        "Server CPU per delivery, steady rate",
        "µs",
        "paced",
        Figure.CPU_PER_DELIVERY,
        results.variants("paced").stream()
            .filter(variant -> !variant.startsWith("1 stream,"))
            .toList());
  }

  private void throughput() throws IOException {
    bars(
        "throughput.svg",
        "Deliveries a second, as fast as possible",
        "deliveries/s",
        "saturated",
        Figure.DELIVERIES,
        List.copyOf(results.variants("saturated")));
  }

  private void memory() throws IOException {
    bars(
        "memory-per-stream.svg",
        "Resident memory per idle stream",
        "KiB",
        "memory",
        Figure.MEMORY_PER_STREAM,
        List.copyOf(results.variants("memory")));
  }

  private void bars(
      String file, String title, String unit, String scenario, String figure, List<String> variants)
      throws IOException {
    if (variants.isEmpty()) {
      return;
    }
    var chart = chart(title, unit);
    for (var contender : results.contenders()) {
      var values =
          variants.stream().map(variant -> value(scenario, variant, contender, figure)).toList();
      if (values.stream().anyMatch(value -> value > 0)) {
        chart.addSeries(contender, variants.stream().map(Plots::shortened).toList(), values);
      }
    }
    write(chart, file);
  }

  private void latency(String variant, String file) throws IOException {
    var names = List.of("p50", "p90", "p99", "p99.9", "max");
    if (!results.variants("paced").contains(variant)) {
      return;
    }
    var chart = chart("Latency, " + variant, "ms");
    for (var contender : results.contenders()) {
      var values =
          names.stream()
              .map(name -> value("paced", variant, contender, Figure.LATENCY + name))
              .toList();
      if (values.stream().anyMatch(value -> value > 0)) {
        chart.addSeries(contender, names, values);
      }
    }
    write(chart, file);
  }

  private double value(String scenario, String variant, String contender, String figure) {
    return results
        .summary(scenario, variant, contender, figure)
        .map(summary -> Report.rounded(summary.median().value()).doubleValue())
        .orElse(0.0);
  }

  /// The labels stand side by side.
  private static String shortened(String variant) {
    return variant.replace(" undelivered", " in flight");
  }

  private static CategoryChart chart(String title, String unit) {
    var chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(unit)
            .build();
    var styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotGridLinesColor(new Color(0xdfe3e8));
    styler.setSeriesColors(COLORS);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLabelsVisible(true);
    styler.setLabelsPosition(0.5);
    styler.setLabelsFont(new Font(FONT, Font.PLAIN, 11));
    styler.setAvailableSpaceFill(0.7);
    styler.setYAxisMin(0.0);
    styler.setYAxisDecimalPattern("#,##0.#");
    styler.setChartTitleFont(new Font(FONT, Font.BOLD, 16));
    styler.setAxisTitleFont(new Font(FONT, Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(new Font(FONT, Font.PLAIN, 12));
    styler.setLegendFont(new Font(FONT, Font.PLAIN, 13));
    return chart;
  }

  private void write(CategoryChart chart, String file) throws IOException {
    if (chart.getSeriesMap().equals(Map.of())) {
      return;
    }
    VectorGraphicsEncoder.saveVectorGraphic(
        chart, directory.resolve(file).toString(), VectorGraphicsFormat.SVG);
    written.add(file);
  }
}
