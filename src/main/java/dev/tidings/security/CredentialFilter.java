package dev.tidings.security;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds whichever credential counts, and takes it out of the request before anything could log or
/// trace it; [TokenFilter] checks it.
///
/// In this order: `Authorization: Bearer`, `?token=` or `?ticket=` where a stream is opened (an
/// `EventSource` can set no header), the cookie.
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION - 100)
public class CredentialFilter implements ContainerRequestFilter {

  /// The request property in which a token is left for the check.
  static final String CREDENTIAL = "dev.tidings.credential";

  /// That in which a ticket is.
  static final String TICKET = "dev.tidings.ticket";

  /// What changes nothing (RFC 9110, 9.2.1).
  private static final Set<String> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private static final String SCHEME = "bearer";

  private static final String TOKEN = "token";
  private static final String TICKET_PARAMETER = "ticket";
  private static final String COOKIE = "tidings_token";
  private static final String STREAM = "stream";

  /// Is no token at all, nor a ticket, hence refused like any other bad one.
  private static final String BAD = "-";

  private final AccessConfig config;

  /// @param property in which it is left for the check
  private record Credential(String property, String value) {

    static Credential token(String value) {
      return new Credential(CREDENTIAL, value);
    }

    static Credential ticket(String value) {
      return new Credential(TICKET, value);
    }
  }

  @Inject
  public CredentialFilter(AccessConfig config) {
    this.config = config;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    fromHeader(request)
        .or(() -> fromQuery(request))
        .or(() -> fromCookie(request))
        .ifPresent(found -> request.setProperty(found.property(), found.value()));
    request.getHeaders().remove(HttpHeaders.AUTHORIZATION);
    request.getHeaders().remove(HttpHeaders.COOKIE);
    forgetQueryToken(request);
  }

  /// Whether a stream is to be opened.
  static boolean isForAStream(ContainerRequestContext request) {
    return request.getMethod().equals(HttpMethod.GET)
        && request.getUriInfo().getPath().equals(STREAM);
  }

  private static Optional<Credential> fromHeader(ContainerRequestContext request) {
    var values = request.getHeaders().getOrDefault(HttpHeaders.AUTHORIZATION, List.of());
    var tokens =
        values.stream()
            .filter(CredentialFilter::isBearer)
            .map(CredentialFilter::withoutScheme)
            .toList();
    return theOnly(tokens).map(Credential::token);
  }

  /// RFC 6750, 2.1.
  private static boolean isBearer(String value) {
    return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && (value.length() == SCHEME.length()
            || Character.isWhitespace(value.charAt(SCHEME.length())));
  }

  private static String withoutScheme(String bearer) {
    var token = bearer.substring(SCHEME.length()).stripLeading();
    return token.isEmpty() ? BAD : token;
  }

  private static Optional<Credential> fromQuery(ContainerRequestContext request) {
    if (!isForAStream(request)) {
      return Optional.empty();
    }
    var query = request.getUriInfo().getQueryParameters();
    var token = theOnly(present(query.getOrDefault(TOKEN, List.of())));
    var ticket = theOnly(present(query.getOrDefault(TICKET_PARAMETER, List.of())));
    if (token.isPresent() && ticket.isPresent()) {
      return Optional.of(Credential.token(BAD));
    }
    return token.map(Credential::token).or(() -> ticket.map(Credential::ticket));
  }

  /// Browsers send cookies of their own accord, also for a page of another site; where
  /// it would change something it counts only if the page is known.
  private Optional<Credential> fromCookie(ContainerRequestContext request) {
    var headers = request.getHeaders().getOrDefault(HttpHeaders.COOKIE, List.of());
    var cookie = theOnly(Cookies.named(COOKIE, headers));
    var origin = request.getHeaderString("Origin");
    var harmless =
        HARMLESS.contains(request.getMethod())
            || (origin != null && config.origins().named().contains(origin));
    return harmless ? cookie.map(Credential::token) : Optional.empty();
  }

  private static List<String> present(List<String> values) {
    return values.stream().filter(value -> !value.isEmpty()).toList();
  }

  /// Two credentials at one place contradict each other, so neither is good.
  private static Optional<String> theOnly(List<String> values) {
    return switch (values.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(values.getFirst());
      default -> Optional.of(BAD);
    };
  }

  private static void forgetQueryToken(ContainerRequestContext request) {
    var uri = request.getUriInfo().getRequestUri();
    var query = uri.getRawQuery();
    if (query != null && (query.contains(TOKEN) || query.contains(TICKET_PARAMETER))) {
      request.setRequestUri(withQuery(uri, withoutCredentials(query)));
    }
  }

  private static String withoutCredentials(String query) {
    return Arrays.stream(query.split("&", -1))
        .filter(parameter -> !isNamed(TOKEN, parameter) && !isNamed(TICKET_PARAMETER, parameter))
        .collect(Collectors.joining("&"));
  }

  private static boolean isNamed(String name, String parameter) {
    return parameter.startsWith(name)
        && (parameter.length() == name.length() || parameter.charAt(name.length()) == '=');
  }

  private static URI withQuery(URI uri, String query) {
    var text = uri.toString();
    var path = text.substring(0, text.indexOf('?'));
    return URI.create(query.isEmpty() ? path : path + '?' + query);
  }
}
