package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The page at `/` as somebody sees it, beside what the hub tells others.
record Page(Browser browser, Hub hub) {

  Page open(String query) {
    browser.open(hub.uri("/" + query));
    browser.run(
        """
        const state = document.getElementById('state');
        window.states = [state.textContent];
        new MutationObserver(() => states.push(state.textContent)).observe(state, { childList: true });
        """);
    return this;
  }

  /// All that has stood there, however briefly.
  List<String> states() {
    return browser.strings("return states");
  }

  String text(String id) {
    return browser.text(id);
  }

  void awaitLive() {
    browser.awaitText("state", "live"::equals);
  }

  int count() {
    return Integer.parseInt(text("count"));
  }

  void awaitCount(int count) {
    Browser.await(this::count, now -> now >= count);
  }

  /// Of the events in the list, the oldest first.
  List<String> ids() {
    return column(2).reversed();
  }

  List<String> data() {
    return column(4).reversed();
  }

  /// The texts of one column of the list, from 1, as they stand there.
  List<String> column(int number) {
    return browser.strings(
        "return [...document.getElementById('events').rows].map(row =>"
            + " row.cells[arguments[0]].textContent)",
        number - 1);
  }

  /// The list holds what the hub has of the figures between its oldest and its newest event, each
  /// once and in order.
  void assertNothingMissed() {
    var shown = ids();
    try (var stream =
        EventStream.open(hub.uri("/stream?topic=metrics/*&since=earliest"), null, Map.of())) {
      var kept = new ArrayList<String>();
      do {
        kept.add(String.valueOf(stream.next().id()));
      } while (!kept.getLast().equals(shown.getLast()));
      assertThat(kept).containsSubsequence(shown.getFirst());
      assertThat(shown).isEqualTo(kept.subList(kept.indexOf(shown.getFirst()), kept.size()));
    }
  }

  /// How many points of a chart have the colour of a line.
  long pixels(String chart, String line) {
    var script =
        """
        const canvas = document.getElementById(arguments[0]);
        const colour = getComputedStyle(canvas).getPropertyValue('--' + arguments[1]).slice(1);
        const [r, g, b] = colour.match(/../g).map(hex => parseInt(hex, 16));
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const near = (one, other) => Math.abs(one - other) < 9;
        let count = 0;
        for (let i = 0; i < data.length; i += 4) {
          const seen = data[i + 3] > 99;
          if (seen && near(data[i], r) && near(data[i + 1], g) && near(data[i + 2], b)) count += 1;
        }
        return count;
        """;
    return Long.parseLong(String.valueOf(browser.run(script, chart, line)));
  }
}
