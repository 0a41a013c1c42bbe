package dev.tidings.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatedWriterTest {

  private final List<String> written = new ArrayList<>();
  private final GatedWriter gate = new GatedWriter(new Recording());

  @Test
  void whatIsWrittenGoesThrough() {
    gate.write(text("a"));
    gate.writeNow(text("b"));
    gate.write(text("c"), text("d"));
    gate.writeNow(text("e"), text("f"));

    assertThat(written).containsExactly("a", "b", "c", "d", "e", "f");
  }

  @Test
  void nothingGoesThroughAGateThatIsShut() {
    gate.write(text("a"));
    gate.shut();

    gate.write(text("b"));
    gate.writeNow(text("c"));
    gate.write(text("d"), text("e"));
    gate.writeNow(text("f"), text("g"));
    gate.close();

    assertThat(written).containsExactly("a");
  }

  @Test
  void aGateKnowsWhetherAnythingWentThrough() {
    assertThat(gate.isUsed()).isFalse();
    gate.write(text("a"));
    assertThat(gate.isUsed()).isTrue();
  }

  @Test
  void whatIsDroppedDoesNotCountAsUse() {
    gate.shut();
    gate.write(text("a"));

    assertThat(gate.isUsed()).isFalse();
  }

  private static BufferData text(String text) {
    return BufferData.create(text);
  }

  private final class Recording implements DataWriter {

    @Override
    public void write(BufferData... buffers) {
      for (var buffer : buffers) {
        write(buffer);
      }
    }

    @Override
    public void write(BufferData buffer) {
      written.add(buffer.readString(buffer.available()));
    }

    @Override
    public void writeNow(BufferData... buffers) {
      write(buffers);
    }

    @Override
    public void writeNow(BufferData buffer) {
      write(buffer);
    }
  }
}
