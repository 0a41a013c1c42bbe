package dev.tidings.system;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/// Where there is no browser these tests are skipped, or fail if the environment variable
/// `TIDINGS_REQUIRE_BROWSER` is `true`.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "dev.tidings.system.Browser#isFoundOrRequired", disabledReason = Browser.MISSING)
@interface NeedsBrowser {}
