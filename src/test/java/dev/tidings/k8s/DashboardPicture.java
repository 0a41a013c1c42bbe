package dev.tidings.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Draws the dashboard without Grafana: has Prometheus watch a hub that is at work, asks for what
/// each panel asks for, and puts the curves where the panels are.
///
/// Arguments: the address of the hub's metrics, for how many seconds to watch, the file to write.
final class DashboardPicture {

  private static final int COLUMNS = 3;
  private static final int WIDTH = 420;
  private static final int HEIGHT = 210;
  private static final double STEP_SECONDS = 1;
  private static final Color[] COLORS = {
    new Color(0x2a6fdb),
    new Color(0xc2560c),
    new Color(0x0b7f6b),
    new Color(0x9a3fb5),
    new Color(0x8a6d00),
    new Color(0xb3264a),
    new Color(0x555555)
  };

  private DashboardPicture() {}

  public static void main(String[] args) throws Exception {
    var directory = Files.createTempDirectory("dashboard");
    try (var prometheus = Prometheus.gathering(URI.create(args[0]), directory)) {
      var from = Instant.now();
      Thread.sleep(Duration.ofSeconds(Long.parseLong(args[1])));
      draw(prometheus, from, Instant.now(), Path.of(args[2]));
    }
  }

  private static void draw(Prometheus prometheus, Instant from, Instant to, Path file)
      throws IOException {
    var panels = Dashboard.read().panels();
    var rows = Math.ceilDiv(panels.size(), COLUMNS);
    var picture =
        new BufferedImage(COLUMNS * WIDTH, rows * HEIGHT, BufferedImage.TYPE_BYTE_INDEXED);
    var graphics = picture.createGraphics();
    for (int i = 0; i < panels.size(); i++) {
      var chart = chart(panels.get(i), prometheus, from, to);
      var x = i % COLUMNS * WIDTH;
      graphics.drawImage(BitmapEncoder.getBufferedImage(chart), x, i / COLUMNS * HEIGHT, null);
    }
    graphics.dispose();
    ImageIO.write(picture, "png", file.toFile());
  }

  private static XYChart chart(
      Dashboard.Panel panel, Prometheus prometheus, Instant from, Instant to) throws IOException {
    var chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(panel.title()).build();
    var styler = chart.getStyler();
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(new Color(0xe4e4e4));
    styler.setSeriesColors(COLORS);
    styler.setLegendPosition(LegendPosition.InsideNW);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 12));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 9));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 9));
    styler.setYAxisMin(0.0);
    for (var target : panel.targets()) {
      for (var series : prometheus.range(target.expression(), from, to, STEP_SECONDS)) {
        add(chart, target.nameOf(series.get("metric")), series.get("values"), from);
      }
    }
    return chart;
  }

  private static void add(XYChart chart, String name, JsonNode values, Instant from) {
    List<Double> seconds = new ArrayList<>();
    List<Double> heights = new ArrayList<>();
    for (var value : values) {
      var height = Double.parseDouble(value.get(1).asText());
      if (!Double.isNaN(height)) {
        seconds.add(value.get(0).asDouble() - from.toEpochMilli() / 1000.0);
        heights.add(height);
      }
    }
    // What was nothing all the time would only fill the legend.
    if (heights.stream().anyMatch(height -> height > 0)) {
      var series = chart.addSeries(name, seconds, heights);
      series.setMarker(SeriesMarkers.NONE);
      series.setLineStyle(new BasicStroke(1.2f));
    }
  }
}
