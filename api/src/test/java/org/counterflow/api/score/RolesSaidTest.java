package org.counterflow.api.score;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.counterflow.api.score.RolesTest.map;
import static org.counterflow.api.score.RolesTest.open;
import static org.counterflow.api.score.RolesTest.roles;

import java.util.Map;
import org.counterflow.api.network.NetworkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a program or a file says of a network's ports. */
class RolesSaidTest {
  /** What is said makes the same difference in a program and in the file. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "raw | x float[b, 2]; t float[b] -> x0 float[b, 2]; eps float[b, 2] | role.raw=eps | state=x time=t raw=eps extra=x0",
      "raw among the known | x float[b, 2]; t float[b] -> x0 float[b, 2]; eps float[b, 2] | role.raw=x0 | state=x time=t raw=x0 extra=eps",
      "state | x float[b, 2]; z float[b, 2]; t float[b] -> eps float[b, 2] | role.state=z | state=z time=t condition=x raw=eps",
      "a condition by its name | cond float[b, 2]; t float[b] -> eps float[b, 2] | role.state=cond | state=cond time=t raw=eps",
      "time | x float[b, 2]; t float[b]; sigma float[b] -> eps float[b, 2] | role.time=sigma | state=x time=sigma condition=t raw=eps",
      "time by a name known as something else | x float[b, 2]; guidance_scale float[b]; t float[b] -> eps float[b, 2]"
          + " | role.time=guidance_scale"
          + " | state=x time=guidance_scale condition=t raw=eps",
      "no time | x float[b, 2]; foo float[b]; bar float[b] -> eps float[b, 2] | role.time= | state=x condition=foo condition=bar raw=eps",
      "target | x float[b, 2]; t float[b]; foo float[b] -> eps float[b, 2] | role.towards=foo | state=x time=t towards=foo raw=eps",
      "no target | x float[b, 2]; t float[b]; s float[b] -> eps float[b, 2] | role.towards= | state=x time=t condition=s raw=eps",
      "class | x float[b, 2]; t float[b]; digit int64[b] -> eps float[b, 2] | role.class=digit | state=x time=t class=digit raw=eps",
      "class of two | x float[b, 2]; t float[b]; y int64[b]; label int64[b] -> eps float[b, 2] | role.class=label"
          + " | state=x time=t class=label condition=y raw=eps",
      "one-hot rows | x float[b, 2]; t float[b]; y float[b, 5] -> eps float[b, 2] | role.class=y | state=x time=t class=y:5 raw=eps",
      "labels are the time | x float[b, 2]; labels float[b] -> out float[b, 2] | role.time=labels | state=x time=labels raw=out",
      "labels are the class | x float[b, 2]; labels float[b] -> out float[b, 2] | role.class=labels | state=x class=labels raw=out",
      "one-hot rows of an open length | x float[b, 2]; t float[b]; class_labels float[b, k] -> eps float[b, 2] | dim.k=4"
          + " | state=x time=t class=class_labels:4 raw=eps",
      "no class | x float[b, 2]; t float[b]; y int64[b] -> eps float[b, 2] | role.class= | state=x time=t condition=y raw=eps",
      "halves | x float[b, 6, 8, 8]; t float[b] -> out float[b, 6, 8, 8] | split=variance role.concat=state,low_res:3"
          + " | state=x concat=state:3+low_res:3 time=t raw=out half=variance",
      "halves of unknown size | x float[b, 2]; t float[b] -> out float[b, k] | split=extra | state=x time=t raw=out half=extra",
      "variance of its own | x float[b, 2]; t float[b] -> eps float[b, 2]; lv float[b, 2] | role.variance=lv role.raw=eps"
          + " | state=x time=t raw=eps extra=variance",
      "variance of its own, alone with the raw output | x float[b, 2]; t float[b] -> a float[b, 2]; b float[b, 2] | role.variance=b"
          + " | state=x time=t raw=a extra=variance",
      "two variances | x float[b, 2]; t float[b] -> out float[b, 4]; variance float[b, 2] | split=half"
          + " | state=x time=t raw=out half=half extra=variance",
      "parts of the state | sample float[b, 9, h, w]; timestep float[b] -> out_sample float[b, 4, h, w]"
          + " | role.concat=state:4,mask:1,masked_image:4"
          + " | state=sample concat=state:4+mask:1+masked_image:4 time=timestep raw=out_sample",
      "parts, the state last | x float[b, 6, 8, 8]; t float[b] -> out float[b, 3, 8, 8] | role.concat=low_res:3,state"
          + " | state=x concat=low_res:3+state:3 time=t raw=out",
      "parts, the state not named | x float[b, 9, 8, 8]; t float[b] -> out float[b, 4, 8, 8] | role.concat=mask:1,image"
          + " | state=x concat=state:4+mask:1+image:4 time=t raw=out",
      "parts of open channels | sample float[b, c, h, w]; timestep float[b] -> out_sample float[b, c, h, w]"
          + " | role.concat=state:4,mask:1,masked_image:4"
          + " | state=sample concat=state:4+mask:1+masked_image:4 time=timestep raw=out_sample",
      "parts and halves | x float[b, 9, 8, 8]; t float[b] -> out float[b, 8, 8, 8] | role.concat=state,more:5"
          + " | state=x concat=state:4+more:5 time=t raw=out half=variance",
      "a fixed batch | x float[4, 8, 8]; t float[] -> v float[4, 8, 8] | rows=4 | state=x one-time=t raw=v rows=4",
      "as the command line says it | x float[4, 8]; t float[] -> v float[4, 16] | role.rows=4 role.split=b"
          + " | state=x one-time=t raw=v half=b rows=4",
      "an open batch fixed | x float[b, 8]; t float[b] -> v float[b, 8] | rows=4 | state=x time=t raw=v rows=4",
      "the same by its name | x float[b, 8]; t float[4] -> v float[b, 8] | dim.b=4 | state=x time=t raw=v rows=4",
      "a blind denoiser with halves | x float[b, 2, 4]; foo float[b, 9] -> out float[b, 4, 4] | role.state=x"
          + " | state=x condition=foo raw=out half=variance",
  })
  void whatIsSaidCounts(String what, String signature, String said, String expected) {
    assertAll(what,
        () -> assertEquals(expected, roles(open(signature, said).roles())),
        () -> assertEquals(expected, roles(open(signature, Map.of(), map(said, "counterflow.")).roles())));
  }

  @Test
  void theProgramCountsMoreThanTheFile() {
    String signature = "x float[b, 2]; z float[b, 2]; t float[b] -> eps float[b, 2]";
    var metadata = Map.of("counterflow.role.state", "z", "counterflow.input.z", "1", "counterflow.input.x", "2");
    var e = assertThrows(NetworkException.class, () -> open(signature, Map.of(), metadata));
    assertTrue(e.getMessage().contains("has no input to fill \"z\""), e.getMessage());
    ScoreNetwork n = open(signature, Map.of("role.state", "x"), Map.of("counterflow.role.state", "z", "counterflow.input.z", "1"));
    assertEquals("state=x time=t condition=z raw=eps", roles(n.roles()));
    assertEquals(1.0, n.constant("z"));
    var wrong = assertThrows(IllegalArgumentException.class, () -> open(signature, Map.of("role.state", "q"), metadata));
    assertTrue(wrong.getMessage().startsWith("role.state=\"q\""), wrong.getMessage());
    assertEquals("state=x time=t raw=eps extra=x0", roles(open("x float[b, 2]; t float[b] -> x0 float[b, 2]; eps float[b, 2]",
        Map.of("role.raw", "eps"), Map.of("counterflow.prediction", "data")).roles()));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "role.sate=x | a score network cannot be told \"role.sate\"; nearest: role.state; "
          + "it can be told role.state, role.time, role.towards, "
          + "role.class, role.raw, role.variance, role.concat, split, rows, input.NAME and dim.NAME | ",
      "prediction=data | a score network cannot be told \"prediction\" | ",
      "input.=1 | a score network cannot be told \"input.\" | ",
      "role.state=nosy | role.state=\"nosy\" for f.onnx: expected the name of one of its inputs [noisy, time, embedding]; "
          + "nearest: noisy | ",
      "role.state= | role.state=\"\" for f.onnx: expected the name of one of its inputs | ",
      "role.raw=noisy | role.raw=\"noisy\" for f.onnx: expected the name of one of its outputs [eps, ids] | ",
      "role.state=time | expected an input shaped like an output, \"time\" float[b] is not | ",
      "role.state=embedding | expected an input shaped like an output, \"embedding\" float[b, 8] is not | ",
      "role.raw=ids | expected a floating-point output, is \"ids\" int64[b] | ",
      "role.time=embedding | expected an input with one number a row, or one for all, of a number's type, is \"embedding\" float[b, 8] | ",
      "role.time=noisy | expected another input: no other is shaped like an output | ",
      "role.class=noisy | expected another input: no other is shaped like an output | ",
      "role.variance=eps | expected another output: no other is shaped like an input | ",
      "role.variance=ids | expected a further floating-point output with a row a row, is \"ids\" int64[b] | ",
      "role.towards=time | expected another port than that of the time | role.time=time",
      "split= | split=\"\" for f.onnx: expected the name of the second half of the raw output | ",
      "split=v | role.state=\"noisy\" for f.onnx: expected an input shaped like an output | role.state=noisy role.raw=eps",
      "role.concat=a:1,b:2 | role.state=\"noisy\" for f.onnx: expected an input shaped like an output where its channels are as "
          + "role.concat says | role.state=noisy",
      "role.concat=a,b | expected the parts of the state's channels in order | ",
      "role.concat=a:1,a:1 | expected the parts of the state's channels in order | ",
      "role.concat=a:1, | expected the parts of the state's channels in order | ",
      "role.concat=a:x | expected a whole number of at least 1 | ",
      "rows=0 | rows=\"0\" for f.onnx: expected a whole number of at least 1 | ",
      "dim.g=4 | f.onnx has no open dimension \"g\"; it has [b, h] | ",
      "dim.h=4.5 | dim.h=\"4.5\" for f.onnx: expected a whole number of at least 1 | ",
      "input.embeding=1 | f.onnx has no input to fill \"embeding\"; nearest: embedding; it has [embedding] | ",
      "input.time=1 | f.onnx has no input to fill \"time\"; it has [embedding] | ",
      "input.embedding=NaN | input.embedding=\"NaN\" for f.onnx: expected a finite number | ",
      "input.embedding=one | input.embedding=\"one\" for f.onnx: expected a finite number | ",
  })
  void whatIsSaidWronglyIsNamed(String said, String expected, String more) {
    String signature = "noisy float[b, 2, h]; time float[b]; embedding float[b, 8] -> eps float[b, 2, h]; ids int64[b]";
    String all = said + (more == null ? "" : " " + more);
    var e = assertThrows(IllegalArgumentException.class, () -> open(signature, all));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  /** A wrong word in the metadata is the file's fault, not the caller's. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "role.state=nosy | f.onnx: its metadata say counterflow.role.state=\"nosy\", expected the name of one of its inputs [noisy, "
          + "time]; nearest: noisy",
      "role.raw=x | f.onnx: its metadata say counterflow.role.raw=\"x\"",
      "role.time=noisy | f.onnx: its metadata say counterflow.role.time=\"noisy\", expected another input: no other is shaped like an "
          + "output",
      "dim.h=0 | f.onnx: its metadata say counterflow.dim.h=\"0\", expected a whole number of at least 1",
      "dim.k=4 | f.onnx has no open dimension \"k\"; it has [b]: correct counterflow.dim.k in the file's metadata",
      "input.x=1 | f.onnx has no input to fill \"x\"; it has []: correct counterflow.input.x",
      "rows=no | f.onnx: its metadata say counterflow.rows=\"no\"",
  })
  void whatTheFileSaysWronglyIsTheFilesFault(String metadata, String expected) {
    String width = metadata.startsWith("dim.h") ? "h" : "2";
    String signature = "noisy float[b, %s]; time float[b] -> eps float[b, %s]".formatted(width, width);
    var e = assertThrows(NetworkException.class, () -> open(signature, Map.of(), map(metadata, "counterflow.")));
    assertTrue(e.getMessage().startsWith(expected), e.getMessage());
  }

  @Test
  void whatContradictsItselfIsRefused() {
    String signature = "x float[4, 8]; t float[] -> v float[4, 16]";
    var e = assertThrows(IllegalArgumentException.class, () -> open(signature, "rows=2"));
    assertTrue(e.getMessage().contains("expected 4, the first dimension of the state \"x\" float[4, 8]"), e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> open(signature, "split=a role.split=b"));
    assertTrue(e.getMessage().contains("is said twice"), e.getMessage());
  }

  @Test
  void whatIsSaidGoesBeforeTheDescription() {
    assertEquals("state=x time=t raw=x0", roles(open("x float[b, 2]; t float[b] -> x0 float[b, 2]", Map.of("role.raw", "x0"),
        Map.of("counterflow.prediction", "epsilon")).roles()));
    assertNull(open("x float[b, 2] -> out float[b, 2]", Map.of("role.time", ""), Map.of("counterflow.time", "sigma")).roles().time());
  }
}
