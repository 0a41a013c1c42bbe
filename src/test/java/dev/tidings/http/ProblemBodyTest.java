package dev.tidings.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemBodyTest {

  @Test
  void aTokenThatGotIntoThePathDoesNotComeBack() {
    var token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

    var json =
        new ProblemBody("malformed", "Bad", 400, "no topic x/" + token, "/topics/" + token + "/a")
            .json();

    assertThat(json)
        .contains("\"detail\":\"no topic x/***\"")
        .contains("\"instance\":\"/topics/***/a\"")
        .doesNotContain("eyJ");
  }

  @Test
  void whatOnlyBeginsLikeATokenStays() {
    assertThat(new ProblemBody("t", "T", 404, "d", "/eyJab/eyJ").json())
        .contains("\"instance\":\"/eyJab/eyJ\"");
  }
}
