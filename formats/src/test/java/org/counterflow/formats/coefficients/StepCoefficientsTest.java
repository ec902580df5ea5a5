package org.counterflow.formats.coefficients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.counterflow.api.process.Point;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.coefficients.StepCoefficients.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepCoefficientsTest {
  private static final List<Point> POINTS = List.of(new Point(1, 0, 1), new Point(0.5, 0.6, 0.8), new Point(0, 1, 0));
  private static final List<Row> ROWS = List.of(new Row(0.9, 0.125), new Row(0.1, -0.5, 0, 1.0 / 3));
  private static final String GOOD = """
      {"format": 1, "points": [{"time": 1, "alpha": 0, "sigma": 1}, {"time": 0, "alpha": 1, "sigma": 0}],
       "rows": [{"start": 1, "ones": 0, "data": [0.5]}]}""";

  @TempDir Path folder;

  @Test
  void whatIsWrittenComesBackToTheBit() throws Exception {
    Path file = folder.resolve("a.json");
    var all = new StepCoefficients(POINTS, ROWS).of("explicit:1/0.5/0", "vp");
    all.write(file);
    StepCoefficients back = StepCoefficients.read(Files.readString(file), "a.json");
    assertEquals(POINTS, back.points());
    assertEquals("explicit:1/0.5/0 along vp", back.grid());
    for (int k = 0; k < 2; k++) {
      assertEquals(ROWS.get(k).start(), back.rows().get(k).start());
      assertEquals(ROWS.get(k).ones(), back.rows().get(k).ones());
      for (int j = 0; j < 3; j++) assertEquals(ROWS.get(k).data(j), back.rows().get(k).data(j));
    }
    assertEquals(List.of(false, true), List.of(back.isEvaluated(0), back.isEvaluated(1)));
    assertEquals("sigma/alpha Infinity to 0.0", StepCoefficients.read(GOOD, "good").grid());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "\"format\": 1 | \"format\": 2 | is no file of step coefficients of format 1: its \"format\" is 2",
      "\"format\": 1, | '' | is no file of step coefficients of format 1: its \"format\" is null",
      "\"format\": 1 | \"format\": 1, \"formt\": 1 | the file has an unknown member \"formt\"",
      "\"format\": 1 | \"format\": 1, \"format\": 1 | line 1, column 23: Duplicate",
      "\"format\": 1 | \"format\": 1, \"grid\": 7 | \"grid\" must be a text",
      "\"rows\": | \"rows\": 3, \"grid\": | \"rows\" must be a JSON array",
      "\"time\": 0 | \"tiem\": 0 | point 1 has an unknown member \"tiem\"; it has alpha, sigma, time",
      "\"time\": 0 | \"time\": \"0\" | time of point 1 must be a number",
      "\"time\": 0, | '' | time of point 1 must be a number",
      "\"start\": 1 | \"start\": NaN | line 2",
      "\"start\": 1 | \"start\": 1e999 | line 2",
      "\"start\": 1 | \"start\": null | start of row 0 must be a number",
      "[0.5] | [[0.5]] | data of row 0 must be a number",
      "[0.5] | [0.5, 0.1] | row 0 has coefficients of 2 estimates, and 1 is known then",
      "[0.5] | 0.5 | data of row 0 must be a JSON array",
      "\"alpha\": 1 | \"alpha\": -1 | point 1 is none",
      "\"alpha\": 1 | \"alpha\": 0 | point 1 is none",
      "\"sigma\": 1 | \"sigma\": 0 | point 0 is none",
      "\"alpha\": 0, \"sigma\": 1 | \"alpha\": 1, \"sigma\": 0 | point 1 is not nearer to data than the one before it",
      "{\"start\": 1, \"ones\": 0, \"data\": [0.5]} | '' | 2 points and 0 rows",
      "{\"start\": 1, \"ones\": 0, \"data\": [0.5]} | 7 | row 0 must be a JSON object"})
  void whatIsWrongIsSaid(String part, String instead, String said) {
    assertTrue(GOOD.contains(part), part);
    String message = assertThrows(FormatException.class, () -> StepCoefficients.read(GOOD.replace(part, instead), "c.json")).getMessage();
    assertTrue(message.startsWith("c.json") && message.contains(said), message);
  }

  @Test
  void whateverIsDamagedIsOneError() {
    byte[] good = GOOD.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int i = 0; i < good.length; i++) {
      String cut = GOOD.substring(0, i);
      assertThrows(FormatException.class, () -> StepCoefficients.read(cut, "cut"));
    }
    for (String hostile : List.of("", "[]", "null", "\0\1\2", "[".repeat(100_000), "{\"format\":".repeat(400), "{\"format\": 1, \"points\": {}}"))
      assertThrows(FormatException.class, () -> StepCoefficients.read(hostile, "hostile"));
  }

  @Test
  void moreStepsThanAFileMayHaveAreRefused() {
    List<Point> points = java.util.stream.IntStream.rangeClosed(0, 1001).mapToObj(i -> new Point(-i, 1, 2000.0 - i)).toList();
    List<Row> rows = java.util.Collections.nCopies(1001, new Row(1, 0));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> new StepCoefficients(points, rows)).getMessage().contains("1 to 1000 steps"));
  }
}
