package org.counterflow.formats.internal.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.counterflow.formats.Damage;
import org.counterflow.formats.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @TempDir Path folder;

  private static Object again(Object value) {
    Object compact = JsonReader.parse(Json.compact(value), "compact");
    assertEquals(compact, JsonReader.parse(Json.pretty(value), "pretty"));
    return compact;
  }

  @Test
  void doublesAreReadBackBitForBit() {
    var r = new Random(7);
    var values = new ArrayList<Double>(List.of(0.0, -0.0, 1.0, 0.1, 1e10, 1e-5, 123456789.125, Double.MIN_VALUE, Double.MIN_NORMAL,
        Double.MAX_VALUE, -Double.MAX_VALUE));
    while (values.size() < 20_000) {
      double d = Double.longBitsToDouble(r.nextLong());
      if (Double.isFinite(d)) values.add(d);
    }
    assertEquals(values, again(values));
  }

  @Test
  void longsAreReadBack() {
    List<Long> values = List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 53, (1L << 53) + 1);
    assertEquals(values, again(values));
  }

  @Test
  void textsAreReadBack() {
    var r = new Random(3);
    var values = new ArrayList<String>(List.of("", "\"\\/\b\f\n\r\t\0\u001f\u007f\u2028", "\ud83c\udfa8", "</script>", "\u00e9\u4e2d"));
    for (int i = 0; i < 300; i++) values.add(new String(r.ints(20, 0, 0xd800).toArray(), 0, 20));
    assertEquals(values, again(values));
  }

  @Test
  void nothingThatATerminalTakesForACommandIsWritten() {
    String all = "\u001b[31m\u009b31m\u007f\u0085\u202e\u2066\u200b\u2028\0\b";
    for (String json : new String[] {Json.compact(all), Json.pretty(List.of(all))}) {
      assertTrue(json.chars().allMatch(c -> c == '\n' || c >= 32 && c < 127), json);
    }
    assertEquals(all, again(all));
  }

  @Test
  void halfACharacterSurvivesAFile() {
    Path file = folder.resolve("a.json");
    Json.write(Map.of("a", "\ud800", "b", "x\udc00y"), file);
    assertEquals(Map.of("a", "\ud800", "b", "x\udc00y"), JsonReader.parse(JsonReader.text(file), "a.json"));
  }

  @Test
  void whatIsNotFiniteIsNull() {
    assertEquals("[null,null,null]", Json.compact(List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)));
  }

  @Test
  void everyTypeHasItsForm() {
    var map = new LinkedHashMap<String, Object>();
    map.put("text", "a");
    map.put("null", null);
    map.put("true", true);
    map.put("int", 3);
    map.put("double", 3.0);
    map.put("large", 1e22);
    map.put("list", List.of(1, "x"));
    map.put("empty", List.of());
    map.put("object", Map.of());
    assertEquals("{\"text\":\"a\",\"null\":null,\"true\":true,\"int\":3,\"double\":3.0,\"large\":1.0e22,\"list\":[1,\"x\"],"
        + "\"empty\":[],\"object\":{}}", Json.compact(map));
  }

  @Test
  void prettyTextIsIndentedAndShortArraysStayOnOneLine() {
    var map = new LinkedHashMap<String, Object>();
    map.put("shape", List.of(1, 28, 28));
    map.put("rows", List.of(Map.of("n", 1), Map.of("n", 2)));
    assertEquals("""
        {
          "shape": [1, 28, 28],
          "rows": [
            {
              "n": 1
            },
            {
              "n": 2
            }
          ]
        }
        """, Json.pretty(map));
    assertTrue(Json.pretty(Collections.nCopies(200, 0.0)).lines().count() > 200, "long arrays are broken");
  }

  @Test
  void whatHasNoFormIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Json.compact(Map.of(1, 2)));
    assertThrows(IllegalArgumentException.class, () -> Json.compact(new Object()));
    var self = new ArrayList<Object>();
    self.add(self);
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Json.compact(self)).getMessage().contains("hold itself"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "[1", "[1,]", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{'a':1}", "{a:1}", "[1] 2", "[1]]",
      "{\"a\":1,\"a\":2}", "NaN", "[Infinity]", "[-Infinity]", "1e400", "[-1e999]", "9223372036854775808", "012", "+1", ".5", "1.", "0x10",
      "\"a", "\"a\nb\"", "\"\\x\"", "tru", "// c\n1", "[1 /* c */]", "\u0000"})
  void whatIsNoStrictJsonIsRefused(String text) {
    var e = assertThrows(FormatException.class, () -> JsonReader.parse(text, "text"));
    assertTrue(e.getMessage().startsWith("text"), e.getMessage());
    assertFalse(e.getMessage().contains("\n") || e.getMessage().contains("JsonReadFeature"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '#', value = {"#[1,\n 2,\n 1e400]#| line 3, column 2| 1e400 is too large for a double",
      "#{\"a\":1,\n \"b\":2,\n \"a\":3}#| line 3|Duplicate", "#{\"a\":99999999999999999999}#| line 1, column 6| more than 64 bits",
      "#[1]\n\n x#| line 3|", "#[1] 2#| line 1, column 5| text follows the value"})
  void messagesNameLineAndColumn(String text, String place, String what) {
    String message = assertThrows(FormatException.class, () -> JsonReader.parse(text, "case.json")).getMessage();
    assertTrue(message.startsWith("case.json, " + place.strip()) && (what == null || message.contains(what.strip())), message);
  }

  @Test
  void depthIsBounded() {
    assertInstanceOf(List.class, JsonReader.parse("[".repeat(500) + "]".repeat(500), "deep"));
    assertThrows(FormatException.class, () -> JsonReader.parse("[".repeat(501) + "]".repeat(501), "deep"));
    assertThrows(FormatException.class, () -> JsonReader.parse("{\"a\":".repeat(100_000), "deep"));
    assertThrows(FormatException.class, () -> JsonReader.parse("1".repeat(2000), "long"));
  }

  @Test
  void valuesAreUnmodifiableAndKeepTheirOrder() {
    Map<String, Object> map = JsonReader.object("{\"z\":[1,2.0,\"x\",true,null],\"a\":{}}", "text");
    assertEquals(List.of("z", "a"), List.copyOf(map.keySet()));
    assertEquals(Arrays.asList(1L, 2.0, "x", true, null), map.get("z"));
    assertThrows(UnsupportedOperationException.class, () -> map.put("b", 1));
    assertThrows(UnsupportedOperationException.class, () -> ((List<?>) map.get("z")).clear());
    assertThrows(FormatException.class, () -> JsonReader.object("[]", "text"));
  }

  @Test
  void filesAreUtf8WithOrWithoutAMark() throws Exception {
    Path file = folder.resolve("a.json");
    assertEquals("\u00e9", JsonReader.parse(JsonReader.text(Files.writeString(file, "\ufeff\"\u00e9\"")), "a"));
    assertEquals("\u00e9", JsonReader.parse(JsonReader.text(Files.writeString(file, "\"\u00e9\"")), "a"));
    Files.write(file, "\"\u00e9\"".getBytes(StandardCharsets.ISO_8859_1));
    assertTrue(assertThrows(FormatException.class, () -> JsonReader.text(file)).getMessage().contains("is not UTF-8"));
    assertThrows(FormatException.class, () -> JsonReader.text(folder));
  }

  @Test
  @Timeout(60)
  void damagedTextsAreRefusedOrRead() throws Exception {
    var map = new LinkedHashMap<String, Object>();
    map.put("format", 1);
    map.put("values", List.of(1.5e-7, -3.0, 1e300));
    map.put("text", "\u00e9 \\ \"quoted\" \ud83c\udfa8");
    map.put("nested", List.of(List.of(List.of(1L, true)), Map.of("a", Map.of("b", false))));
    byte[] good = Json.pretty(map).getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("a.json");
    for (int seed = 0; seed < 2000; seed++) {
      Files.write(file, Damage.of(good, seed));
      try {
        again(JsonReader.parse(JsonReader.text(file), file.toString()));
      } catch (FormatException e) {
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
      }
    }
  }
}
