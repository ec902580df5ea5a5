package org.counterflow.formats.internal.schedules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.formats.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableSchedulesTest {
  /** The straight path, clean data and pure noise with it. */
  private static final String STRAIGHT = "t,alpha,sigma\n0,1,0\n0.25,0.75,0.25\n0.5,0.5,0.5\n0.75,0.25,0.75\n1,0,1\n";
  private static final String EXPLODING = "# no clean data\n0 1 0.01\n\n1 1 1\n2 1 50\n";
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("a,b:c(d).csv"), text);
  }

  private NoiseSchedule schedule(String text) throws IOException {
    return Catalogue.of(List.of(new TableSchedules())).find(Kind.SCHEDULE, "table:" + file(text));
  }

  @Test
  void itIsNamedByItsFile() throws IOException {
    NoiseSchedule s = schedule(STRAIGHT);
    String named = "table:" + folder.resolve("a,b:c(d).csv") + "#sha256=";
    assertTrue(s.toString().startsWith(named) && s.toString().length() == named.length() + 64, s.toString());
    assertEquals(s, Catalogue.of(List.of(new TableSchedules())).find(Kind.SCHEDULE, s.toString()));
    assertEquals(s, schedule(STRAIGHT));
    assertNotEquals(s, schedule(STRAIGHT.replace("0.75,0.25\n", "0.75,0.2\n")));
  }

  @Test
  void thePlacesAreThoseOfTheFile() throws IOException {
    NoiseSchedule s = schedule(STRAIGHT), e = schedule(EXPLODING);
    assertEquals(new Point(0.75, 0.25, 0.75), s.at(0.75));
    assertEquals(new Point(0, 1, 0), s.clean());
    assertEquals(new Point(0.25, 0.75, 0.25), s.earliest());
    assertEquals(new Point(1, 0, 1), s.latest());
    assertEquals(new Point(-0.002, 1, 0), e.clean());
    assertEquals(new Point(0, 1, 0.01), e.earliest());
    assertEquals(Math.hypot(1, 50), e.initialScale(e.latest()));
    assertEquals(1, s.initialScale(s.latest()));
  }

  @Test
  void betweenPlacesTheLogarithmsAreLines() throws IOException {
    NoiseSchedule s = schedule(STRAIGHT), e = schedule(EXPLODING);
    assertEquals(Math.sqrt(0.75 * 0.5), s.at(0.375).alpha(), 1e-15);
    assertEquals(Math.sqrt(0.25 * 0.5), s.at(0.375).sigma(), 1e-15);
    assertEquals(0.125, s.at(0.875).alpha(), 1e-15);
    assertEquals(0.125, s.at(0.125).sigma(), 1e-15);
    assertEquals(0.1, e.at(0.5).sigma(), 1e-16);
    assertEquals(2500, e.at(3).sigma(), 1e-9);
    assertEquals(0.005, e.at(-0.001).sigma(), 1e-15);
  }

  @ParameterizedTest
  @ValueSource(strings = {STRAIGHT, EXPLODING, "0 1 1e-3\n1 0.5 0.8\n2 1e-6 1\n"})
  void lambdaFallsAndHasItsTimeAndRatesAreDerivatives(String text) throws IOException {
    NoiseSchedule s = schedule(text);
    double first = s.clean().time(), last = s.latest().time(), before = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 300; i++) {
      double t = first + (last - first) * (i + 0.37) / 300, h = 1e-6 * (t - first);
      Point p = s.at(t), a = s.at(t - h), b = s.at(t + h), r = s.rate(t);
      assertTrue(p.lambda() < before, "at " + t);
      before = p.lambda();
      assertEquals(t, s.timeOfLambda(p.lambda()), 1e-10);
      assertEquals(p.lambda(), s.atLambda(p.lambda()).lambda(), 1e-12);
      assertEquals((b.alpha() - a.alpha()) / (2 * h), r.alpha(), 1e-5 * Math.abs(r.alpha()) + 1e-8);
      assertEquals((b.sigma() - a.sigma()) / (2 * h), r.sigma(), 1e-5 * Math.abs(r.sigma()) + 1e-8);
    }
    assertEquals(s.clean(), s.atLambda(Double.POSITIVE_INFINITY));
    for (double lambda : new double[] {-20, 20}) assertEquals(lambda, s.atLambda(lambda).lambda(), 1e-10);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "'' | has 0 places; a process needs two with noise. Remedy: write a line of t, alpha and sigma for each",
      "0 1 0\\n1 0 1 | has 2 places; a process needs two with noise",
      "t a s\\nt a s | line 2: \"t\" is no number. Remedy: write t, alpha and sigma, with commas or blanks between them",
      "0 1 0.1\\n1 0.5 | line 2 has 2 fields, not three",
      "0 1 0.1\\n1 0.5 NaN | place 2 (t 1.0, alpha 0.5, sigma NaN) is none",
      "0 1 0.1\\n1 -0.5 1 | place 2 (t 1.0, alpha -0.5, sigma 1.0) is none",
      "0 1 0.1\\n0 0.5 1\\n1 0.2 1 | place 2 (t 0.0, alpha 0.5, sigma 1.0) does not come after the one before it. Remedy: order them by time",
      "0 1 0.1\\n1 0.1 0.01 | place 2 (t 1.0, alpha 0.1, sigma 0.01) is not noisier than the one before it",
      "0 0.5 0\\n1 0.5 0.1\\n2 0.4 1 | place 1 has sigma 0 and alpha 0.5; clean data has alpha 1"})
  void whatIsWrongIsSaid(String text, String said) throws IOException {
    Path f = file(text.replace("\\n", "\n"));
    String message = assertThrows(FormatException.class, () -> TableSchedules.read(f)).getMessage();
    assertTrue(message.startsWith(f + ": " + said), message);
  }

  @Test
  void noFileNoText() throws IOException {
    assertTrue(assertThrows(FormatException.class, () -> TableSchedules.read(folder.resolve("none"))).getMessage().contains("there is no such file"));
    Path binary = Files.write(folder.resolve("b"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertTrue(assertThrows(FormatException.class, () -> TableSchedules.read(binary)).getMessage().contains("is no text in UTF-8"));
  }
}
