package org.counterflow.api.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShownTest {
  @Test
  void whatPeopleWriteStaysAsItIs() {
    for (String text : new String[] {"", "a", "C:\\models\\unet.onnx", "T-shirt/top, \"Pullover\"", "Größe 3 µm", "图", "\ud83d\ude00"})
      assertEquals(text, Shown.value(text));
  }

  @Test
  void whatATerminalTakesForACommandIsEscaped() {
    assertEquals("\\u001b[31mred\\u0007", Shown.value("\u001b[31mred\u0007"));
    assertEquals("\\u009b31m\\u007f\\u0000", Shown.value("\u009b31m\u007f\0"));
    assertEquals("a\\u0009b", Shown.value("a\tb"));
    assertEquals("\\u202egnp.exe\\u2066", Shown.value("\u202egnp.exe\u2066"), "what turns the direction of writing");
    assertEquals("\\ud800, \\udb40\\udc41", Shown.value("\ud800, \udb40\udc41"), "half a character, and a tag that nobody sees");
    assertEquals("a\\u2028b\\u0085c", Shown.value("a\u2028b\u0085c"));
  }

  @Test
  void linesBecomeOne() {
    assertEquals("one two three", Shown.value("one  \r\n\t two\n\n\nthree \n"));
    assertEquals("", Shown.value("\n \n"));
  }

  @Test
  void aLongTextKeepsItsEndsAndSaysItsLength() {
    String s = Shown.message("what is wrong " + "x".repeat(1_400_000) + ". Remedy: correct it");
    assertTrue(s.length() < 3100, s.length() + " characters");
    assertTrue(s.startsWith("what is wrong xxx") && s.contains(" ... (1400034 characters) ... ") && s.endsWith(". Remedy: correct it"), s);
    assertEquals("y".repeat(200), Shown.value("y".repeat(200)));
    assertEquals("y".repeat(134) + " ... (201 characters) ... " + "y".repeat(66), Shown.value("y".repeat(201)));
  }

  @Test
  void theTimeDoesNotDependOnWhatIsLeftOut() {
    String blanks = " ".repeat(120_000) + "x" + "\n \n".repeat(1_000_000);
    assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
      for (int i = 0; i < 1000; i++) Shown.message(blanks);
    });
  }
}
