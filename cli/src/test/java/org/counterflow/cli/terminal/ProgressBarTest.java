package org.counterflow.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressBarTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "0    | 0    | 1     | '[                              ]   0 %  0 evaluations/s'",
      "0.5  | 200  | 2     | '[###############               ]  50 %  100 evaluations/s, 2 s left'",
      "0.25 | 90   | 90    | '[#######                       ]  25 %  1 evaluations/s, 4 min 30 s left'",
      "0.1  | 8000 | 800   | '[###                           ]  10 %  10 evaluations/s, 2 h 0 min left'",
      "1    | 10   | 10    | '[##############################] 100 %  1 evaluations/s, 0 s left'"})
  void line(double fraction, double evaluations, double seconds, String expected) {
    assertEquals(expected, ProgressBar.line(fraction, evaluations, seconds, 120));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "80 | '[#######                       ]  25 %  1 evaluations/s, 4 min 30 s left'",
      "69 | '[######                    ]  25 %  1 evaluations/s, 4 min 30 s left'",
      "49 | '[#     ]  25 %  1 evaluations/s, 4 min 30 s left'",
      "48 | '[#    ]  25 %  1 evaluations/s, 4 min 30 s left'",
      "47 | ' 25 %  1 evaluations/s, 4 min 30 s left'",
      "40 | ' 25 %  1 evaluations/s, 4 min 30 s left'",
      "39 | ' 25 %'",
      "5  | ''"})
  void lineFitsTheTerminal(int columns, String expected) {
    String line = ProgressBar.line(0.25, 90, 90, columns);
    assertEquals(expected, line);
    assertTrue(line.length() < columns, line);
  }

  @ParameterizedTest
  @CsvSource({"80, 80", "132, 132", ", 80", "0, 80", "'', 80", "wide, 80", "999999999999, 80"})
  void widthIsWhatTheLauncherSays(String text, int columns) {
    assertEquals(columns, ProgressBar.columns(text));
  }

  @Test
  void pipesSeeNothing() {
    try (var bar = ProgressBar.on(new Console(stream, stream, false), true)) {
      assertFalse(bar.isShown());
      bar.show(0.5, 10);
    }
    assertEquals(0, bytes.size());
  }

  @Test
  void wipesWhatItWrote() throws InterruptedException {
    try (var bar = ProgressBar.on(stream, 80)) {
      Thread.sleep(110);
      bar.show(0.5, 10);
      bar.show(0.6, 11);
    }
    String said = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(said.startsWith("\r[###############  "), said);
    assertTrue(said.matches("(?s).*\r +\r"), said);
    assertFalse(said.contains("60 %"), said);
  }
}
