package dev.tidings.system;

import dev.tidings.tls.Authority;
import java.net.URI;
import java.util.List;

/// The client at `/client/tidings.js`, as a page imports it, in a tab of its own, and all that it
/// hands on there.
record BrowserClient(Browser browser, String tab) {

  private static final String SUBSCRIBE =
      """
      const [hub, options, tokens, before] = arguments;
      window.heard = [];
      window.states = [];
      window.gaps = [];
      new Function(before)();
      return import(new URL('/client/tidings.js', hub)).then(({ subscribe }) => {
        const token = tokens.length ? () => (tokens.length > 1 ? tokens.shift() : tokens[0]) : undefined;
        window.stream = subscribe(hub, {
          token, topics: 'open/none', onGap: (gap) => gaps.push(gap), ...JSON.parse(options),
        });
        stream.on('*', ({ data }) => heard.push(data));
        stream.observe((state) => states.push(state));
      });
      """;

  /// How a hub is started that browsers come to: over TLS if they are to speak HTTP/2.
  static Hub.Launch hub() {
    var launch =
        new Hub.Launch()
            .with("tidings.topics.public", "open/**")
            .with("tidings.stream.heartbeat", "PT0.5S")
            .with("tidings.drain.window", "PT0S");
    return Browser.isHttp2Chosen() ? launch.secured(new Authority()) : launch;
  }

  /// A document of the hub's in which scripts may run.
  static URI blank(Hub hub) {
    return hub.uri("/client/tidings.d.ts");
  }

  /// In the tab that is open, which becomes a document of the hub's.
  static BrowserClient open(Browser browser, Hub hub, String options, String... tokens) {
    browser.open(blank(hub));
    return subscribe(browser, hub, options, "", tokens);
  }

  /// In the document that is open.
  ///
  /// @param before JavaScript that runs before the client is there
  static BrowserClient subscribe(
      Browser browser, Hub hub, String options, String before, String... tokens) {
    return subscribe(browser, hub.uri(""), options, before, tokens);
  }

  /// The same, where the hub is found at another address than its own.
  static BrowserClient subscribe(
      Browser browser, URI hub, String options, String before, String... tokens) {
    browser.run(SUBSCRIBE, hub.toString(), options, List.of(tokens), before);
    return new BrowserClient(browser, browser.tab());
  }

  BrowserClient lookAt() {
    browser.switchTo(tab);
    return this;
  }

  List<String> heard() {
    lookAt();
    return browser.strings("return window.heard ?? []");
  }

  BrowserClient awaitHeard(String... data) {
    Browser.await(this::heard, heard -> heard.equals(List.of(data)));
    return this;
  }

  String phase() {
    return state("phase");
  }

  String state(String name) {
    lookAt();
    return String.valueOf(browser.run("return stream.state[arguments[0]]", name));
  }

  /// Waits until events come, and by which transport.
  BrowserClient awaitOpen(String transport) {
    Browser.await(() -> phase() + " " + state("transport"), ("open " + transport)::equals);
    return this;
  }

  BrowserClient awaitOpen() {
    return awaitOpen("stream");
  }

  /// The phases that it has gone through, each change once.
  List<String> phases() {
    lookAt();
    return browser.strings(
        "return states.map(it => it.phase).filter((it, i, all) => it !== all[i - 1])");
  }

  List<String> reasons() {
    lookAt();
    return browser.strings("return states.map(it => it.reason).filter(Boolean)");
  }

  int gaps() {
    lookAt();
    return browser.strings("return gaps").size();
  }
}
