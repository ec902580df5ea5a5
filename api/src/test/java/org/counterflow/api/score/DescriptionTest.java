package org.counterflow.api.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.counterflow.api.network.NetworkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptionTest {
  private static final String PORTS = "x float[b, 2]; t float[b] -> eps float[b, 2]";

  @Test
  void aFileWithoutMetadataSaysNothing() {
    Description d = RolesTest.open(PORTS, Map.of(), Map.of("author", "somebody")).description();
    assertEquals(Map.of(), d.values());
    assertEquals(List.of(), d.classes());
    assertNull(d.says("prediction"));
    assertNull(d.nullClass());
  }

  @Test
  void keysLoseTheirPrefixAndValuesStayAsTheyAre() {
    var d = Description.of("f", Map.of("counterflow.format", "1", "counterflow.classes", "[\"a\", \"b\"]", "counterflow.null-class", " 2 ",
        "other", "x"));
    assertEquals(Map.of("format", "1", "classes", "[\"a\", \"b\"]", "null-class", " 2 "), d.values());
    assertEquals(List.of("a", "b"), d.classes());
    assertEquals(2, d.nullClass());
    assertEquals(" 2 ", d.says("null-class"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "", "one"})
  void anotherFormatIsRefused(String format) {
    var e = assertThrows(NetworkException.class, () -> Description.of("f.onnx", Map.of("counterflow.format", format)));
    assertTrue(e.getMessage().startsWith("f.onnx: its metadata are of format \"" + format
        + "\" (counterflow.format), this version reads format 1"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "prediction|' '|a catalogue id", "schedule|''|a catalogue id", "time|''|a catalogue id",
      "range|-1|two numbers", "range|-1,1,2|two numbers", "range|1,-1|two numbers", "range|0,0|two numbers", "range|-1,one|two numbers",
      "range|-1,Infinity|two numbers", "range|NaN,1|two numbers",
      "micro-batch|0|a whole number of at least 1", "micro-batch|16.0|a whole number of at least 1",
      "null-class|-1|a class label", "null-class|none|a class label", "null-class|99999999999|a class label",
      "classes|T-shirt|a JSON array of strings (expected [ at character 0)", "classes|[]|a JSON array of at least one name",
      "classes|[1, 2]|a JSON array of strings (expected \"",
      "classes|[\"a\"] b|expected nothing more at character 6", "classes|[\"a\",]|a JSON array of strings", "classes|[\"a|a closing \"",
  })
  void malformedValuesAreNamedWithKeyAndFile(String key, String value, String expected) {
    var e = assertThrows(NetworkException.class, () -> Description.of("f.onnx", Map.of("counterflow." + key, value)));
    assertTrue(e.getMessage().startsWith("f.onnx: its metadata say counterflow." + key + "=\"" + value + "\", expected ") && e.getMessage()
        .contains(expected), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"[\"\\x\"]|an escape sequence", "[\"\\u12\"]|four hexadecimal digits", "[\"\\|an escape sequence"})
  void escapesOfNamesAreJsons(String value, String expected) {
    var e = assertThrows(NetworkException.class, () -> Description.of("f.onnx", Map.of("counterflow.classes", value)));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void nullClassLiesBehindTheClassesAtMost() {
    var metadata = Map.of("counterflow.classes", "[\"a\", \"b\"]", "counterflow.null-class", "3");
    assertTrue(assertThrows(NetworkException.class, () -> Description.of("f", metadata)).getMessage()
        .contains("expected a class label of 0..2"));
  }

  @Test
  void namesAreReadAsJson() {
    assertEquals(List.of("a \"quoted\" one", "tab\tand\\slash/", "\u00e9\u732b", ""),
        StringArray.parse(" [ \"a \\\"quoted\\\" one\" ,\n\"tab\\tand\\\\slash\\/\",\"\\u00e9\u732b\", \"\" ] "));
    assertEquals(List.of(), StringArray.parse("[]"));
  }

  @Test
  void valuesOfUsualAndOfLargeSizeAreRead() {
    String classes = IntStream.range(0, 21_841).mapToObj(i -> "\"class " + i + ", a kind of thing\"")
        .collect(Collectors.joining(",", "[", "]"));
    var d = Description.of("f", Map.of("counterflow.title", "t".repeat(100_000), "counterflow.classes", classes,
        "counterflow.null-class", "21841"));
    assertEquals(100_000, d.values().get("title").length());
    assertEquals(21_841, d.classes().size());
    assertEquals("class 21840, a kind of thing", d.classes().getLast());
  }

  @Test
  void valuesBeyondAllUseAreRefusedAndCutInMessages() {
    var e = assertThrows(NetworkException.class, () -> Description.of("f", Map.of("counterflow.schedule", "x".repeat(10_001))));
    assertTrue(e.getMessage().contains("expected at most 10000 characters") && e.getMessage().length() < 400, e.getMessage());
    e = assertThrows(NetworkException.class, () -> Description.of("f", Map.of("counterflow.range", "0,1" + "0".repeat(5000) + "x")));
    assertTrue(e.getMessage().contains(" ... (5004 characters) ... ") && e.getMessage().length() < 400, e.getMessage());
    e = assertThrows(NetworkException.class, () -> Description.of("f", Map.of("counterflow.micro-batch", "1\n\u001b[2J\u202e2")));
    assertTrue(e.getMessage().contains("micro-batch=\"1 \\u001b[2J\\u202e2\""), e.getMessage());
    var many = new HashMap<String, String>();
    for (int i = 0; i < 1001; i++) many.put("counterflow." + i, "");
    assertTrue(assertThrows(NetworkException.class, () -> Description.of("f", many)).getMessage().contains("1001 keys"));
  }

  @Test
  void unknownKeysAreKeptAndSaidInOneWarning() {
    var metadata = new HashMap<>(Map.of("counterflow.sampler", "x", "counterflow.colour", "red", "counterflow.title", "t",
        "counterflow.role.raw", "eps", "counterflow.role.rawr", "eps"));
    ScoreNetwork n = RolesTest.open(PORTS, Map.of(), metadata);
    assertEquals("red", n.description().says("colour"));
    assertEquals(List.of("colour", "role.rawr", "sampler"), n.description().unknown());
    assertEquals(List.of("f.onnx: its metadata have keys that this version does not know: \"colour\", \"role.rawr\", \"sampler\""),
        ScoreNetwork.warnings(n.name(), n.description(), n.roles(), false));
    for (int i = 0; i < 100; i++) metadata.put("counterflow.zz" + i, "");
    n = RolesTest.open(PORTS, Map.of(), metadata);
    assertTrue(ScoreNetwork.warnings(n.name(), n.description(), n.roles(), false).getFirst().endsWith(" and 93 more"));
  }

  @Test
  void classesThatNoInputTakesAreWarnedOf() {
    var metadata = Map.of("counterflow.classes", "[\"a\", \"b\"]");
    ScoreNetwork n = RolesTest.open(PORTS, Map.of(), metadata);
    List<String> warned = ScoreNetwork.warnings(n.name(), n.description(), n.roles(), false);
    assertEquals(1, warned.size());
    assertTrue(warned.getFirst().startsWith("f.onnx: its metadata name 2 classes, but no input takes one; if one does, say it with --role "
        + "class=NAME"), warned.getFirst());
    assertEquals(List.of(), ScoreNetwork.warnings(n.name(), n.description(), n.roles(), true));
    ScoreNetwork takes = RolesTest.open("x float[b, 2]; t float[b]; y int64[b] -> eps float[b, 2]", Map.of(), metadata);
    assertEquals(List.of(), ScoreNetwork.warnings(takes.name(), takes.description(), takes.roles(), false));
  }
}
