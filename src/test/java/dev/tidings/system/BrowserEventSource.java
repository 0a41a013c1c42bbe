package dev.tidings.system;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `new EventSource(url)` as a page writes it, and all that it dispatches.
final class BrowserEventSource {

  /// @param type also `open` and `error`, which have neither data nor id
  record Heard(String type, String data, String id) {

    static Heard of(Object object) {
      return object instanceof Map<?, ?> map
          ? new Heard(text(map, "type"), text(map, "data"), text(map, "id"))
          : new Heard("", "", "");
    }

    private static String text(Map<?, ?> map, String key) {
      return String.valueOf(map.get(key));
    }
  }

  private static final List<String> ALWAYS =
      List.of("open", "error", "message", "tidings.bye", "tidings.gap");

  private static final String OPEN =
      """
      const [url, withCredentials, types] = arguments;
      const heard = [];
      const source = new EventSource(url, { withCredentials });
      for (const type of types) {
        source.addEventListener(type, ({ data = '', lastEventId: id = '' }) => {
          heard.push({ type, data, id });
        });
      }
      window.sources ??= [];
      return sources.push({ source, heard }) - 1;
      """;

  private final Browser browser;
  private final Object index;

  private BrowserEventSource(Browser browser, Object index) {
    this.browser = browser;
    this.index = index;
  }

  /// From the page that is open in the browser, and gone with it.
  static BrowserEventSource open(Browser browser, String url, String... types) {
    return open(browser, url, false, types);
  }

  /// As [#open], with the cookies of the hub's origin.
  static BrowserEventSource openWithCredentials(Browser browser, String url, String... types) {
    return open(browser, url, true, types);
  }

  private static BrowserEventSource open(
      Browser browser, String url, boolean withCredentials, String... types) {
    var all = Stream.concat(ALWAYS.stream(), Arrays.stream(types)).toList();
    return new BrowserEventSource(
        browser, String.valueOf(browser.run(OPEN, url, withCredentials, all)));
  }

  /// Waits until it is open for the first time.
  BrowserEventSource awaitOpen() {
    await("open", 1);
    return this;
  }

  /// Waits for so many events of a type, and gives those.
  List<Heard> await(String type, int count) {
    return Browser.await(() -> heard(type), heard -> heard.size() >= count);
  }

  List<Heard> heard() {
    var heard = new ArrayList<Heard>();
    if (browser.run("return sources[arguments[0]].heard", index) instanceof List<?> list) {
      list.forEach(object -> heard.add(Heard.of(object)));
    }
    return heard;
  }

  List<Heard> heard(String type) {
    return heard().stream().filter(heard -> heard.type().equals(type)).toList();
  }

  List<String> data(String type) {
    return heard(type).stream().map(Heard::data).toList();
  }

  void awaitClosed() {
    Browser.await(this::isClosed, closed -> closed);
  }

  boolean isClosed() {
    return Boolean.TRUE.equals(
        browser.run(
            "return sources[arguments[0]].source.readyState === EventSource.CLOSED", index));
  }

  void close() {
    browser.run("sources[arguments[0]].source.close()", index);
  }
}
