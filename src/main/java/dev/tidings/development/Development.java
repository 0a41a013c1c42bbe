package dev.tidings.development;

import java.nio.file.Path;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/// The development profile.
public final class Development {

  /// Whom development tokens are from. No production hub accepts it.
  public static final String ISSUER = "urn:tidings:development";

  private static final String PROFILE = "dev";

  private Development() {}

  public static boolean isOn() {
    return isOn(ConfigProvider.getConfig());
  }

  public static boolean isOn(Config config) {
    return config
        .getOptionalValue("mp.config.profile", String.class)
        .filter(PROFILE::equals)
        .isPresent();
  }

  /// Where the key lies: beside the log, not in it.
  public static Path keyFile(Config config) {
    return config.getValue("tidings.development.key", Path.class);
  }
}
