package org.counterflow.cli.model;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.counterflow.api.network.NetworkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCardTest {
  private static final ModelCard CARD = new ModelCard("garments", Map.of("classes", "[\"T-shirt/top\", \"Ankle boot\",\"2XL\"]",
      "null-class", "3"));

  @ParameterizedTest
  @CsvSource({"0, 0", "2, 2", "ankle boot, 1", "ANKLE-BOOT, 1", "t-shirt_top, 0", "2xl, 2", "none, 3", "3, 3", "' 1 ', 1"})
  void labelsByNumberAndName(String text, int label) {
    assertEquals(label, CARD.label(text));
  }

  @ParameterizedTest
  @CsvSource({"4", "-1", "boot", "99999999999999"})
  void unknownLabelsNameWhatThereIs(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> CARD.label(text));
    assertTrue(e.getMessage().contains("garments has no class \"" + text + "\"; it has 0 to 2: T-shirt/top, Ankle boot, 2XL; or none"),
        e.getMessage());
  }

  @Test
  void namesWithEscapesAreJsonToo() {
    assertEquals(List.of("a\"b", "c"), new ModelCard("m", Map.of("classes", "[\"a\\\"b\",\"c\"]")).classes());
    String message = assertThrows(NetworkException.class, () -> new ModelCard("m", Map.of("classes", "[1, 2]"))).getMessage();
    assertEquals("the metadata counterflow.classes of m is no JSON array of names: [1, 2]. Remedy: correct the file's metadata", message);
    for (String none : List.of("[\"a\" \"b\"]", "\"a\"", "[\"a\"],", "x[\"a\"]", "[\"a\",]", "[\"a]"))
      assertThrows(RuntimeException.class, () -> new ModelCard("m", Map.of("classes", none)), none);
    assertEquals(List.of("a", " b,"), new ModelCard("m", Map.of("classes", " [ \"a\" ,\n\" b,\" ] ")).classes());
  }

  /** ImageNet has 1000. */
  @Test
  void anyNumberOfClasses() {
    for (int n : new int[] {1, 900, 1000, 100_000}) {
      List<String> names = IntStream.range(0, n).mapToObj(i -> "class " + i).toList();
      var card = new ModelCard("m", Map.of("classes", names.stream().map(c -> '"' + c + '"').collect(Collectors.joining(",", "[", "]"))));
      assertEquals(names, card.classes());
      assertEquals(n - 1, card.label("class " + (n - 1)));
      String message = assertThrows(IllegalArgumentException.class, () -> card.label("none")).getMessage();
      assertTrue(message.length() < 400, message);
    }
  }

  @Test
  void aLabelForNoClassIsANumber() {
    String message = assertThrows(NetworkException.class, () -> new ModelCard("m", Map.of("null-class", "a"))).getMessage();
    assertEquals("the metadata counterflow.null-class of m is \"a\", where a label must be, a whole number. Remedy: correct the file's "
        + "metadata", message);
  }

  @Test
  void namesAreShownEscapedAndCut() {
    var card = new ModelCard("m", Map.of("classes", "[\"\\u001b[31mred\",\"a\\nb\",\"" + "x".repeat(100_000) + "\"]"));
    assertEquals("\\u001b[31mred", card.className(0));
    assertEquals("a b", card.className(1), "on one line of a caption");
    assertTrue(card.className(2).length() < 100);
    String message = assertThrows(IllegalArgumentException.class, () -> card.label("blue")).getMessage();
    assertTrue(message.contains("\\u001b[31mred, a b, xxx") && message.length() < 400, message);
  }

  @Test
  void withoutClassesAnyLabelIsANumber() {
    var card = new ModelCard("m", Map.of());
    assertAll(() -> assertEquals(List.of(), card.classes()), () -> assertEquals(12, card.label("12")),
        () -> assertEquals("class 12", card.className(12)),
        () -> assertThrows(IllegalArgumentException.class, () -> card.label("boot")),
        () -> assertThrows(IllegalArgumentException.class, () -> card.label("none")));
  }

  @Test
  void captionsNameTheClass() {
    assertAll(() -> assertEquals("Ankle boot", CARD.className(1)), () -> assertEquals("no class", CARD.className(3)));
  }
}
