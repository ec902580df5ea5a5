package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.counterflow.api.score.NetworkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptionTest {
  @TempDir Path folder;

  @Test
  void aFileWithoutMetadataSaysNothing() {
    var model = new OnnxModel().input("sample", OnnxModel.FLOAT, "batch", 3).output("out", OnnxModel.FLOAT, "batch", 3)
        .node("Neg", "out", "sample")
        .metadata("author", "somebody");
    try (var network = OnnxNetwork.open(model.write(folder.resolve("plain.onnx")))) {
      assertEquals(Map.of(), network.signature().description());
      assertEquals(List.of(), network.classes());
    }
  }

  @Test
  void keysLoseTheirPrefixAndValuesStayAsTheyAre() {
    var d = Description.of("f", Map.of("counterflow.format", "1", "counterflow.classes", "[\"a\", \"b\"]", "counterflow.null-class", " 2 ",
        "other", "x"));
    assertEquals(Map.of("format", "1", "classes", "[\"a\", \"b\"]", "null-class", " 2 "), d.values());
    assertEquals(List.of("a", "b"), d.classes());
    assertEquals(2, d.nullClass());
    assertNull(Description.of("f", Map.of()).nullClass());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "", "one"})
  void anotherFormatIsRefused(String format) {
    var e = assertThrows(NetworkException.class, () -> Description.of("f.onnx", Map.of("counterflow.format", format)));
    assertTrue(e.getMessage().startsWith("f.onnx: its metadata are of format " + format
        + " (counterflow.format), this version reads format 1"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "prediction|' '|a catalogue id", "schedule|''|a catalogue id", "time|''|a catalogue id",
      "range|-1|two numbers", "range|-1,1,2|two numbers", "range|1,-1|two numbers", "range|0,0|two numbers", "range|-1,one|two numbers",
      "range|-1,Infinity|two numbers",
      "micro-batch|0|a whole number of at least 1", "micro-batch|16.0|a whole number of at least 1",
      "null-class|-1|a class label", "null-class|none|a class label",
      "classes|T-shirt|a JSON array of strings (expected [ at character 0)", "classes|[]|a JSON array of at least one name",
      "classes|[1, 2]|a JSON array of strings (expected \"",
      "classes|[\"a\"] b|expected nothing more at character 6", "classes|[\"a\",]|a JSON array of strings", "classes|[\"a|a closing \"",
      "classes|[\"\\x\"]|an escape sequence", "classes|[\"\\u12\"]|four hexadecimal digits",
  })
  void malformedValuesAreNamedWithKeyAndFile(String key, String value, String expected) {
    var e = assertThrows(NetworkException.class, () -> Description.of("f.onnx", Map.of("counterflow." + key, value)));
    assertTrue(e.getMessage().startsWith("f.onnx: its metadata say counterflow." + key + "=\"" + value + "\", expected ") && e.getMessage()
        .contains(expected), e.getMessage());
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
  void unknownKeysAreKeptAndListedForAWarning() {
    var d = Description.of("f.onnx", Map.of("counterflow.sampler", "x", "counterflow.colour", "red", "counterflow.title", "t"));
    assertEquals("red", d.values().get("colour"));
    assertEquals(List.of("colour", "sampler"), d.unknown());
  }
}
