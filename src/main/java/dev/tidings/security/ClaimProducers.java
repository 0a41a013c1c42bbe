package dev.tidings.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.microprofile.jwt.Claim;
import org.eclipse.microprofile.jwt.ClaimValue;
import org.eclipse.microprofile.jwt.Claims;
import org.jspecify.annotations.Nullable;

/// What MicroProfile JWT lets an application inject with `@Claim`: a claim of the request's token,
/// in each of the types that the standard names. Null, or an empty `Optional`, where there is none.
/// A `ClaimValue` looks each time it is asked, so that a bean of any scope may have it.
@ApplicationScoped
public class ClaimProducers {

  private final CurrentToken token;

  @Inject
  public ClaimProducers(CurrentToken token) {
    this.token = token;
  }

  @Produces
  @Claim
  @Nullable String text(InjectionPoint point) {
    return claim(point, String.class);
  }

  @Produces
  @Claim
  @Nullable Long number(InjectionPoint point) {
    return claim(point, Long.class);
  }

  @Produces
  @Claim
  @Nullable Boolean truth(InjectionPoint point) {
    return claim(point, Boolean.class);
  }

  @Produces
  @Claim
  @SuppressWarnings("unchecked")
  @Nullable Set<String> texts(InjectionPoint point) {
    return claim(point, Set.class);
  }

  @Produces
  @Claim
  @Typed(JsonString.class)
  @Nullable JsonString jsonText(InjectionPoint point) {
    return claim(point, JsonString.class);
  }

  @Produces
  @Claim
  @Typed(JsonNumber.class)
  @Nullable JsonNumber jsonNumber(InjectionPoint point) {
    return claim(point, JsonNumber.class);
  }

  @Produces
  @Claim
  @Typed(JsonArray.class)
  @Nullable JsonArray jsonArray(InjectionPoint point) {
    return claim(point, JsonArray.class);
  }

  @Produces
  @Claim
  @Typed(JsonObject.class)
  @Nullable JsonObject jsonObject(InjectionPoint point) {
    return claim(point, JsonObject.class);
  }

  @Produces
  @Claim
  @Typed(JsonValue.class)
  @Nullable JsonValue json(InjectionPoint point) {
    return claim(point, JsonValue.class);
  }

  @Produces
  @Claim
  @SuppressWarnings("unchecked") // the type is that of the injection point
  <T> Optional<T> optional(InjectionPoint point) {
    return (Optional<T>) optional(name(point), argument(point.getType()));
  }

  @Produces
  @Claim
  @SuppressWarnings({"unchecked", "NullAway"}) // the type is that of the injection point
  <T> ClaimValue<T> value(InjectionPoint point) {
    var name = name(point);
    var type = argument(point.getType());
    return new Value<>(
        name,
        rawType(type).equals(Optional.class)
            ? () -> (T) optional(name, argument(type))
            : () -> (T) ClaimTypes.as(rawType(type), name, token));
  }

  private record Value<T>(String name, Supplier<T> lookup) implements ClaimValue<T> {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public T getValue() {
      return lookup.get();
    }
  }

  private <T> @Nullable T claim(InjectionPoint point, Class<T> type) {
    return type.cast(ClaimTypes.as(type, name(point), token));
  }

  private Optional<?> optional(String name, Type type) {
    return Optional.ofNullable(ClaimTypes.as(rawType(type), name, token));
  }

  private static String name(InjectionPoint point) {
    return point.getQualifiers().stream()
        .filter(Claim.class::isInstance)
        .map(Claim.class::cast)
        .map(claim -> claim.standard() == Claims.UNKNOWN ? claim.value() : claim.standard().name())
        .findAny()
        .orElse("");
  }

  private static Type argument(Type type) {
    return type instanceof ParameterizedType generic
        ? generic.getActualTypeArguments()[0]
        : JsonValue.class;
  }

  private static Class<?> rawType(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> (Class<?>) generic.getRawType();
      default -> JsonValue.class;
    };
  }
}
