package dev.tidings.connection;

import io.helidon.common.GenericType;
import io.helidon.common.media.type.MediaType;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http.spi.Sink;
import io.helidon.webserver.http.spi.SinkProvider;
import io.helidon.webserver.http.spi.SinkProviderContext;
import java.util.function.BiConsumer;

/// Lets a resource ask the server's response for the connection under it.
public final class ClientConnectionProvider implements SinkProvider<Void> {

  @Override
  public boolean supports(GenericType<? extends Sink<?>> type, ServerRequest request) {
    return type.equals(ClientConnection.TYPE);
  }

  @Override
  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // supports() lets no other through
  public <X extends Sink<Void>> X create(SinkProviderContext context) {
    if (context.connectionContext()
        instanceof WatchedContext<?>(_, _, _, StreamableConnection connection)) {
      return (X) new ClientConnection(connection);
    }
    throw new IllegalStateException("not a connection that a stream can take over");
  }

  @Override
  @Deprecated
  @SuppressWarnings({"removal", "TypeParameterUnusedInFormals"}) // still abstract
  public <X extends Sink<Void>> X create(
      ServerResponse response, BiConsumer<Object, MediaType> consumer, Runnable onClose) {
    throw new UnsupportedOperationException("replaced by the other");
  }
}
