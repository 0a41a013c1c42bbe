package dev.tidings.benchmark.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseDecoderTest implements ResponseDecoder.Listener {

  private static final String RESPONSES =
      String.join(
          "",
          "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nfirst",
          "HTTP/1.1 204 No Content\r\n\r\n",
          "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
          "3\r\nsec\r\n3\r\nond\r\n0\r\nA: b\r\n\r\n",
          "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

  private final List<String> told = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 50, 1000})
  void responsesBehindOneAnotherAreToldApart(int pieces) {
    var decoder = new ResponseDecoder();
    var wire = RESPONSES.getBytes(US_ASCII);
    for (int at = 0; at < wire.length; at += pieces) {
      decoder.decode(wire, at, Math.min(wire.length, at + pieces), this);
    }

    assertThat(String.join("", told)).isEqualTo("(201 first)(204 )(200 second)(503 )(200 )");
  }

  @Override
  public void head(int status) {
    told.add("(" + status + " ");
  }

  @Override
  public void body(byte[] bytes, int from, int to) {
    told.add(new String(bytes, from, to - from, US_ASCII));
  }

  @Override
  public void end() {
    told.add(")");
  }
}
