package org.counterflow.api.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.counterflow.api.score.RolesTest.open;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreNetworkTest {
  @Test
  void conditionsAreClassPartsAndTheRest() {
    ScoreNetwork n = open("sample float[b, 9, 8, 8]; timestep float[b]; encoder_hidden_states float[b, 77, 8]; class_labels int64[b] -> "
        + "out_sample float[b, 4, 8, 8]", "role.concat=state,mask:1,image input.class_labels=3 input.mask=1 "
        + "input.encoder_hidden_states=0.5");
    assertEquals(Set.of("class", "mask", "image", "encoder_hidden_states"), n.conditions());
    assertEquals(3.0, n.constant("class"));
    assertEquals(1.0, n.constant("mask"));
    assertEquals(.5, n.constant("encoder_hidden_states"));
    assertNull(n.constant("image"));
  }

  @ParameterizedTest
  @CsvSource({"input.y,2.5", "input.class,-1", "input.flag,2", "input.ids,1e20"})
  void constantsAreOfTheirPortsKind(String key, String value) {
    String signature = "x float[b, 2]; t float[b]; y int64[b]; flag bool[b]; ids int64[b, 7] -> eps float[b, 2]";
    var e = assertThrows(IllegalArgumentException.class, () -> open(signature, Map.of(key, value), Map.of()));
    assertTrue(e.getMessage().startsWith(key + "=\"" + value + "\" for f.onnx: expected "), e.getMessage());
    assertEquals(1.0, open(signature, Map.of(key, "1"), Map.of()).constant(key.equals("input.y") ? "class" : key.substring(6)));
  }

  @Test
  void namesThatTwoConditionsWouldHaveAreRefused() {
    var e = assertThrows(NetworkException.class,
        () -> open("x float[b, 2]; t float[b]; y int64[b]; class bool[b, 7] -> eps float[b, 2]", ""));
    assertTrue(e.getMessage().contains("two of its inputs would be the condition \"class\""), e.getMessage());
    e = assertThrows(NetworkException.class,
        () -> open("x float[b, 6, 2]; t float[b]; concat float[b, 7] -> eps float[b, 3, 2]", ""));
    assertTrue(e.getMessage().contains("the channels that fill its state, concat, have the name of another condition"), e.getMessage());
  }

  private static Shape shape(String text) {
    if (text.equals("scalar")) return Shape.of();
    return Shape.of(Arrays.stream(text.split("x")).mapToInt(Integer::parseInt).toArray());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "x float[b, 2]; t float[b] -> v float[b, 2] | | 2 | 2 | 3",
      "x float[b]; t float[b] -> v float[b] | | scalar | scalar | 1",
      "x float[b, 4, h, w]; t float[b] -> v float[b, 4, h, w] | | | 4x8x9 | 3x8x9",
      "x float[b, 4, h, w]; t float[b] -> v float[b, 4, h, w] | dim.h=8 dim.w=9 | 4x8x9 | 4x8x9 | 4x9x9",
      "x float[b, 4, ?, ?]; t float[b] -> v float[b, 4, ?, ?] | dim.x.2=8 dim.x.3=9 | 4x8x9 | 4x8x9 | 4x9x9",
      "x float[b, 4, h, w]; t float[b] -> v float[b, 4, 8, 8] | | 4x8x8 | 4x8x8 | 4x8x9",
      "x float[b, 4, h, h]; t float[b] -> v float[b, 4, h, h] | | | 4x8x8 | 4x8x9",
      "x float[b, 9, h, h]; t float[b] -> v float[b, 4, h, h] | dim.h=8 | 4x8x8 | 4x8x8 | 9x8x8",
      "x float[b, 3, 8, 8]; t float[b] -> v float[b, 6, 8, 8] | | 3x8x8 | 3x8x8 | 6x8x8",
      "x float[b, c, 8, 8]; t float[b] -> v float[b, 6, 8, 8] | split=variance | 3x8x8 | 3x8x8 | 6x8x8",
  })
  void samplesHaveTheShapeThatIsLeft(String signature, String said, String shape, String good, String bad) {
    ScoreNetwork n = open(signature, said == null ? "" : said);
    assertEquals(shape == null ? null : shape(shape), n.shape());
    assertTrue(n.takes(shape(good)), good);
    assertFalse(n.takes(shape(bad)), bad);
    assertFalse(n.takes(shape("1x2x3x4x5")));
  }

  @Test
  void rowsOfPortsFollowFromTheSample() {
    ScoreNetwork n = open("hidden_states float[b, tokens, 8]; timestep float[b]; img_ids float[tokens, 3]; text float[b, s, 4]; "
        + "y float[b, 5] -> "
        + "out float[b, o.1, 8]; mid float[o.0, tokens]; lost float[b, q, 7]", "role.class=y split=variance");
    Shape sample = Shape.of(6, 8);
    Function<String, Shape> row = name -> {
      Port in = n.network().ports().input(name), port = in == null ? n.network().ports().output(name) : in;
      return n.row(port, sample);
    };
    assertEquals(sample, row.apply("hidden_states"));
    assertEquals(Shape.of(), row.apply("timestep"));
    assertEquals(Shape.of(6, 3), row.apply("img_ids"));
    assertNull(row.apply("text"));
    assertEquals(Shape.of(5), row.apply("y"));
    assertEquals(Shape.of(12, 8), row.apply("out"));
    assertEquals(Shape.of(6), row.apply("mid"));
    assertNull(row.apply("lost"));
    ScoreNetwork c = open("x float[b, c, h, h]; t float[b] -> v float[b, 4, h, h]; same float[b, a, d, e]", "role.concat=state,more:5");
    assertEquals(Shape.of(9, 8, 8), c.row(c.roles().state(), Shape.of(4, 8, 8)));
    assertEquals(Shape.of(4, 8, 8), c.row(c.roles().raw(), Shape.of(4, 8, 8)));
    assertEquals(Shape.of(4, 8, 8), c.row(c.roles().extras().get("same"), Shape.of(4, 8, 8)));
  }
}
