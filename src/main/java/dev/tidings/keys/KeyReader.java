package dev.tidings.keys;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonConfig;
import jakarta.json.JsonObject;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/// Reads keys from text: PEM, a JSON Web Key or a set of them (RFC 7517), or the Base64 of such.
/// Thread-safe.
///
/// @param allowed the algorithms that tokens may be signed with
/// @param takesSecrets whether a key may be a secret, apart from being asked for by an algorithm
record KeyReader(Set<SignatureAlgorithm> allowed, boolean takesSecrets) {

  private static final JsonReaderFactory JSON =
      Json.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

  /// @throws UnusableKeysException if there is no key that can be used, with the reasons
  KeySet read(String text) throws UnusableKeysException {
    var content = text.strip();
    var read = new Reading();
    if (content.startsWith("{")) {
      readJson(content, read);
    } else if (Pem.isIn(content)) {
      for (var key : Pem.keys(content)) {
        read.add(null, key, allowed);
      }
    } else {
      readJson(decoded(content), read);
    }
    return read.keySet();
  }

  private static String decoded(String content) throws UnusableKeysException {
    try {
      var bytes = Base64.getUrlDecoder().decode(content.replace('+', '-').replace('/', '_'));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw new UnusableKeysException("it holds no PEM and no JWK");
    }
  }

  private void readJson(String content, Reading read) throws UnusableKeysException {
    var document = document(content);
    if (!document.containsKey("keys")) {
      readKey(document, read);
      return;
    }
    if (!(document.get("keys") instanceof JsonArray keys)) {
      throw new UnusableKeysException("its 'keys' are no list");
    }
    for (var key : keys) {
      if (key instanceof JsonObject parameters) {
        readKey(parameters, read);
      } else {
        read.skip("one is no JSON object");
      }
    }
  }

  private static JsonObject document(String content) throws UnusableKeysException {
    try (var reader = JSON.createReader(new StringReader(content))) {
      return reader.readObject();
    } catch (RuntimeException _) { // of depth, a plain one
      throw new UnusableKeysException("it holds no PEM and no JWK");
    }
  }

  /// Only what the key itself says counts; the addresses and certificates that it may name
  /// (`x5u`) are not followed.
  private void readKey(JsonObject parameters, Reading read) {
    var id = text(parameters, "kid");
    var name = id == null ? "one without 'kid'" : "'" + id + "'";
    if (!isForSignatures(parameters)) {
      read.skip(name + " is not for signatures");
    } else if (parameters.containsKey("d")) {
      read.skip(name + " is a private key, which does not belong here");
    } else if ("oct".equals(text(parameters, "kty")) && !takesSecrets) {
      read.skip(name + " is a secret, which is taken from a file only");
    } else {
      try {
        var key = JsonWebKey.Factory.newJwk(parameters.toString());
        read.add(id, key.getKey(), allowedFor(parameters));
      } catch (JoseException | RuntimeException _) {
        read.skip(name + " is of no known form");
      }
    }
  }

  private static boolean isForSignatures(JsonObject key) {
    var use = key.get("use");
    var operations = key.get("key_ops");
    return (use == null || "sig".equals(text(key, "use")))
        && (operations == null
            || (operations instanceof JsonArray list && list.contains(Json.createValue("verify"))));
  }

  /// A key that names its algorithm is for that one only.
  private Set<SignatureAlgorithm> allowedFor(JsonObject key) {
    if (!key.containsKey("alg")) {
      return allowed;
    }
    var name = text(key, "alg");
    return allowed.stream()
        .filter(each -> each.joseName().equals(name))
        .collect(Collectors.toSet());
  }

  private static @Nullable String text(JsonObject object, String name) {
    return object.get(name) instanceof JsonString text ? text.getString() : null;
  }

  /// What was found so far, and why some of it cannot be used.
  private static final class Reading {

    private final List<VerificationKey> keys = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    void skip(String reason) {
      skipped.add(reason);
    }

    void add(@Nullable String id, Key key, Set<SignatureAlgorithm> allowed) {
      var fitting = EnumSet.noneOf(SignatureAlgorithm.class);
      allowed.stream().filter(algorithm -> algorithm.fits(key)).forEach(fitting::add);
      if (fitting.isEmpty()) {
        var name = id == null ? "one" : "'" + id + "'";
        skip(name + " is too weak, or for an algorithm that is not allowed");
      } else {
        keys.add(new VerificationKey(id, key, Set.copyOf(fitting)));
      }
    }

    KeySet keySet() throws UnusableKeysException {
      if (keys.size() > KeySet.MOST) {
        throw new UnusableKeysException("it holds more than " + KeySet.MOST + " keys");
      }
      if (keys.isEmpty()) {
        throw new UnusableKeysException(
            skipped.isEmpty()
                ? "it holds no key"
                : "it holds no key that can be used: " + String.join("; ", skipped));
      }
      return new KeySet(keys);
    }
  }
}
