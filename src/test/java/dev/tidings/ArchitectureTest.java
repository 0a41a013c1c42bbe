package dev.tidings;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Arrows go downwards, and each foreign thing is known in one place.
class ArchitectureTest {

  private static final String ROOT = "dev.tidings";

  /// What is Helidon's own, beside the package `connection`, which is for that. Every further name
  /// here is a tie to the platform: look for a standard API first.
  private static final Set<String> KNOW_HELIDON =
      Set.of(
          "Main",
          "browser.AnswerHeaders",
          "browser.BrowserSetup",
          "browser.CrossOrigin",
          "development.Welcome",
          "http.ClientLeft",
          "http.Failures",
          "http.Listeners",
          "http.OwnPort",
          "http.PromisedTrailers",
          "http.RequestFraming",
          "http.ServerSetup",
          "operations.HubMetrics",
          "operations.LastAnswers",
          "operations.Lifecycle",
          "publish.OtherParts",
          "publish.PlainRequest",
          "publish.Shortcut",
          "security.CurrentToken",
          "stream.StreamResource");

  private static final JavaClasses HUB =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void packagesFormNoCycle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(HUB);
  }

  @ParameterizedTest
  @CsvSource({
    "event,         ''",
    "problem,       ''",
    "log,           event problem",
    "redis,         event problem log",
    "keys,          ''",
    "browser,       ''",
    "limits,        problem log",
    "security,      event problem log browser keys",
    "envelope,      event problem log",
    "broadcast,     event problem log envelope limits",
    "tls,           ''",
    "http,          problem browser tls event",
    "contract,      ''",
    "client,        problem browser tls event http",
    "tracing,       event",
    "publish,       event problem log security limits http envelope tracing",
    "connection,    broadcast tls limits",
    "stream,        event problem log security limits http broadcast connection envelope",
    "operators,     event problem log security http broadcast",
    "operations,    event problem log broadcast keys publish limits http tracing",
    "console,       problem browser tls event http",
    "development,   event problem publish http browser tls",
    "configuration, event log redis security limits broadcast connection publish operations"
        + " development browser http tls keys operators tracing"
  })
  void aPackageKnowsOnlyThoseBelowIt(String name, String below) {
    var known =
        Arrays.stream((name + " " + below).strip().split(" ", -1))
            .map(ArchitectureTest::inRoot)
            .toArray(String[]::new);

    classes()
        .that(resideInAPackage(inRoot(name)))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(known).or(resideOutsideOfPackage(ROOT + "..")))
        .check(HUB);
  }

  @Test
  void everyPackageHasItsPlace() {
    var packages =
        HUB.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.equals(ROOT))
            .map(name -> name.substring(ROOT.length() + 1))
            .collect(Collectors.toSet());

    assertThat(packages)
        .as("the table of arrows above")
        .containsExactlyInAnyOrder(
            "event",
            "tracing",
            "problem",
            "log",
            "redis",
            "limits",
            "browser",
            "keys",
            "security",
            "envelope",
            "broadcast",
            "connection",
            "tls",
            "http",
            "publish",
            "contract",
            "client",
            "stream",
            "operators",
            "operations",
            "console",
            "development",
            "configuration");
  }

  @Test
  void theWordsOfTheDomainKnowNoPlatform() {
    noClasses()
        .that(resideInAnyPackage(inRoot("event"), inRoot("problem")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta..", "org.eclipse..", "io.helidon..", "org.glassfish..")
        .check(HUB);
  }

  @Test
  void theLogKnowsNoHttp() {
    noClasses()
        .that(resideInAPackage(inRoot("log")))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.ws.rs..", "jakarta.json..", "org.glassfish..")
        .check(HUB);
  }

  @Test
  void onlyTheLogKnowsItsEngine() {
    noClasses()
        .that(resideOutsideOfPackage(inRoot("log")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.rocksdb..")
        .check(HUB);
  }

  @Test
  void onlyOnePackageKnowsRedis() {
    noClasses()
        .that(resideOutsideOfPackage(inRoot("redis")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("redis.clients..")
        .check(HUB);
  }

  /// So a node whose clock is wrong does no harm to the others, or to the log.
  @Test
  void nothingInRedisGoesByTheClockOfANodeButAMetric() {
    noClasses()
        .that(resideInAPackage(inRoot("redis")))
        .and()
        .doNotHaveSimpleName("StreamReader")
        .and()
        .doNotHaveSimpleName("RedisClock")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .check(HUB);
  }

  @Test
  void onlyPublishingKnowsTheSdkOfCloudEvents() {
    noClasses()
        .that(resideOutsideOfPackage(inRoot("publish")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.cloudevents..")
        .check(HUB);
  }

  @Test
  void helidonIsKnownByFew() {
    var know =
        HUB.stream()
            .filter(ArchitectureTest::knowsHelidon)
            .filter(type -> !type.getPackageName().equals(inRoot("connection")))
            .map(type -> type.getName().substring(ROOT.length() + 1))
            .collect(Collectors.toSet());

    assertThat(know).isEqualTo(KNOW_HELIDON);
  }

  private static boolean knowsHelidon(JavaClass type) {
    return type.getDirectDependenciesFromSelf().stream()
        .anyMatch(known -> known.getTargetClass().getPackageName().startsWith("io.helidon"));
  }

  private static String inRoot(String name) {
    return ROOT + "." + name;
  }
}
