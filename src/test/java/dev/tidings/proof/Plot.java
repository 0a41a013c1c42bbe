package dev.tidings.proof;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// What was published and delivered over the time of the proof, with the faults in it, as SVG.
final class Plot {

  private static final int WIDTH = 1400;
  private static final int HEIGHT = 460;
  private static final Color PUBLISHED = new Color(0xc2560c);
  private static final Color DELIVERED = new Color(0x2a6fdb);
  private static final Color LINE = new Color(0x9aa3af);

  private Plot() {}

  /// Draws it.
  ///
  /// @param subscribers of one topic, by which deliveries are divided
  /// @return the name of the file
  static String write(
      List<Timeline.Point> points, List<Outcome> outcomes, int subscribers, Path directory)
      throws IOException {
    var chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Events a second, fault by fault")
            .xAxisTitle("seconds")
            .yAxisTitle("events/s")
            .build();
    style(chart);
    var seconds = points.stream().map(Timeline.Point::seconds).toList();
    add(
        chart,
        "delivered, by the subscribers of one topic",
        seconds,
        points.stream().map(point -> point.delivered() / subscribers).toList(),
        DELIVERED);
    add(
        chart,
        "acknowledged to publishers",
        seconds,
        points.stream().map(Timeline.Point::published).toList(),
        PUBLISHED);
    var top = points.stream().mapToDouble(Timeline.Point::published).max().orElse(1);
    for (int i = 0; i < outcomes.size(); i++) {
      var at = outcomes.get(i).began().toMillis() / 1e3;
      chart.addAnnotation(new AnnotationLine(at, true, false));
      chart.addAnnotation(
          new AnnotationText(outcomes.get(i).name(), at, top * (1 - 0.06 * (i % 3)), false));
    }
    var file = "proof.svg";
    VectorGraphicsEncoder.saveVectorGraphic(
        chart, directory.resolve(file).toString(), VectorGraphicsFormat.SVG);
    return file;
  }

  private static void add(XYChart chart, String name, List<Double> x, List<Double> y, Color color) {
    var series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(color);
    series.setLineWidth(1.3f);
  }

  private static void style(XYChart chart) {
    var styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(new Color(0xdfe3e8));
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setYAxisMin(0.0);
    styler.setAnnotationLineColor(LINE);
    styler.setAnnotationLineStroke(new BasicStroke(1));
    styler.setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
  }
}
