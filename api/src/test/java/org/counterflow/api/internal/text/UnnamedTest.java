package org.counterflow.api.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnnamedTest {
  /** The same, in a language that goes back as often as a text makes it. */
  private static final Pattern ORACLE =
      Pattern.compile("\\b((?:[a-z_]\\w*\\.)*[A-Z]\\w*(?:\\$\\w+)*?)(?:\\$\\$Lambda(?:/0x[0-9a-f]+)?)?@[0-9a-f]{1,8}(?![\\w.])");

  @ParameterizedTest
  @CsvSource({"acme.Leap@1b2c3d, acme.Leap", "acme.Leap$$Lambda/0x00007f12@1b2c3d, acme.Leap", "acme.Leap$$Lambda@ff, acme.Leap",
      "around(acme.Leap$Inner@1:eta=1), around(acme.Leap$Inner:eta=1)", "Leap@1 Leap@2, Leap Leap", "leap@1b, leap@1b", "Leap@xyz, Leap@xyz",
      "Leap@123456789, Leap@123456789", "somebody@example.org, somebody@example.org", "Leap@12.5, Leap@12.5", "@1, @1", "plain, plain"})
  void aHashBehindAClassIsLeftOut(String text, String lasting) {
    assertEquals(lasting, Unnamed.lasting(text));
  }

  @Test
  void itSaysWhatThePatternSays() {
    String[] pieces = {"a", "Z", "_", ".", "$", "@", "f", "9", "$$Lambda", "/0x", "(", "@1f", "Leap", "acme."};
    var random = new SplittableRandom(7);
    for (int i = 0; i < 200_000; i++) {
      var text = new StringBuilder();
      for (int k = random.nextInt(1, 9); k > 0; k--) text.append(pieces[random.nextInt(pieces.length)]);
      assertEquals(ORACLE.matcher(text).replaceAll("$1"), Unnamed.lasting(text.toString()), text.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"a.", "Aa$", "@", "Z@", "@1", "$$Lambda", "a", "$"})
  void longTextsTakeNoLonger(String piece) {
    String text = piece.repeat(500_000);
    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Unnamed.lasting(text + "@"));
  }
}
