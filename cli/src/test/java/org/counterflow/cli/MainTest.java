package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help"})
  void helpListsVerbs(String ask) {
    Told t = Told.by(ask);
    assertEquals(0, t.status());
    for (String verb : new String[] {"sample", "solvers", "schedules", "grids", "models", "targets", "backends"})
      assertTrue(t.out().contains("\n  " + verb + " "), () -> verb + " in " + t.out());
  }

  @Test
  void nothingAskedIsHelp() {
    assertEquals(Told.by("--help"), Told.by());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sample", "solvers", "schedules", "grids", "models", "targets", "backends"})
  void everyVerbHasHelp(String verb) {
    Told t = Told.by(verb, "--help");
    assertEquals(0, t.status());
    assertEquals("", t.err());
    assertTrue(t.out().startsWith("Usage: counterflow " + verb + " [OPTIONS]"), t.out());
    assertTrue(t.out().contains("--json"), t.out());
    assertEquals(t, Told.by("help", verb));
  }

  @Test
  void helpOfSampleNamesEveryOption() {
    String help = Told.by("sample", "--help").out();
    for (String option : new String[] {"--model", "--target", "--again", "--solver", "--grid", "--steps", "--guidance", "--schedule",
        "--count", "--seeds", "--class", "--labels", "--x-t", "--backend", "--threads", "--micro-batch", "--precision", "--out",
        "--prediction", "--time", "--range", "--input"})
      assertTrue(help.contains(option + "="), () -> option);
  }

  @Test
  void helpFitsATerminal() {
    Told.by("sample", "--help").out().lines().forEach(l -> assertTrue(l.length() <= 100, l));
    Told.by("--help").out().lines().forEach(l -> assertTrue(l.length() <= 100, l));
  }

  @Test
  void versionIsOneLine() {
    Told t = Told.by("--version");
    assertEquals(0, t.status());
    assertTrue(t.out().strip().matches("counterflow \\S+"), t.out());
  }

  @Test
  void traceIsForThoseWhoAsk() {
    assertFalse(Told.by("sample", "--steps", "0").err().contains("\tat "));
    Told t = Told.by("sample", "--steps", "0", "--stacktrace");
    assertAll(() -> assertEquals(2, t.status()), () -> assertTrue(t.err().contains("\tat "), t.err()));
  }
}
