package org.counterflow.cli.model;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThrows(IllegalArgumentException.class, () -> new ModelCard("m", Map.of("classes", "[1, 2]")).classes());
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

  /** ImageNet has a thousand. */
  @ParameterizedTest
  @ValueSource(ints = {900, 1000, 21_841, 200_000})
  void manyClassesAreReadOnceAndListedInPart(int count) {
    String classes = IntStream.range(0, count).mapToObj(i -> "\"class no " + i + "\"").collect(Collectors.joining(", ", "[", "]"));
    assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
      var card = new ModelCard("m", Map.of("classes", classes));
      assertEquals(count, card.classes().size());
      assertEquals(count - 1, card.label("Class-No " + (count - 1)));
      for (int i = 0; i < count; i++) assertEquals("class no " + i, card.className(i));
      String said = String.valueOf(assertThrows(IllegalArgumentException.class, () -> card.label("boot")).getMessage());
      assertTrue(said.contains("0 to " + (count - 1) + ": class no 0, ") && said.endsWith("class no 49, ...") && said.length() < 1000, said);
    });
  }
}
