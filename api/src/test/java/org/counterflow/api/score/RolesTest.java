package org.counterflow.api.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import org.counterflow.api.network.Dimension;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Ports;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolesTest {
  static ScoreNetwork open(String signature, Map<String, String> said, Map<String, String> metadata) {
    return ScoreNetwork.of(PortsOnly.of(signature, metadata), said);
  }

  static ScoreNetwork open(String signature, String said) {
    return open(signature, map(said, ""), Map.of());
  }

  /** {@code key=value key=value}. */
  static Map<String, String> map(String text, String prefix) {
    var m = new HashMap<String, String>();
    for (String p : text.isBlank() ? new String[0] : text.strip().split(" "))
      m.put(prefix + p.substring(0, p.indexOf('=')), p.substring(p.indexOf('=') + 1));
    return m;
  }

  /** All roles in one line. */
  static String roles(Roles r) {
    var s = new StringJoiner(" ");
    s.add("state=" + r.state().name());
    if (!r.concat().isEmpty()) s.add("concat=" + String.join("+", r.concat().stream().map(p -> p.name() + ":" + p.channels()).toList()));
    if (r.time() != null) s.add((r.oneTimeForAll() ? "one-time=" : "time=") + r.time().name());
    if (r.towards() != null) s.add("towards=" + r.towards().name());
    if (r.classes() != null) s.add("class=" + r.classes().name() + (r.oneHot() > 0 ? ":" + r.oneHot() : ""));
    r.conditions().forEach((n, p) -> s.add((r.isBatched(p) ? "condition=" : "whole=") + n));
    s.add("raw=" + r.raw().name());
    if (r.half() != null) s.add("half=" + r.half());
    r.extras().forEach((n, p) -> s.add("extra=" + n));
    if (r.rows() != Dimension.OPEN) s.add("rows=" + r.rows());
    return s.toString();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      // diffusers
      "UNet2DModel | sample float[batch, 1, 28, 28]; timestep float[batch]; class_labels int64[batch] -> out_sample float[batch, 1, 28, 28]"
          + " | state=sample time=timestep class=class_labels raw=out_sample",
      "UNet2DModel of one time | sample float[batch, 3, 64, 64]; timestep int64[] -> out_sample float[batch, 3, 64, 64]"
          + " | state=sample one-time=timestep raw=out_sample",
      "UNet2DConditionModel by optimum | sample float[batch_size, num_channels, height, width]; timestep int64[steps]; "
          + "encoder_hidden_states "
          + "float[batch_size, sequence_length, 768] -> out_sample float[batch_size, num_channels, height, width]"
          + " | state=sample time=timestep condition=encoder_hidden_states raw=out_sample",
      "the same in half precision with [1] | sample float16[b, 4, h, w]; timestep float16[1]; encoder_hidden_states float16[b, 77, 768] -> "
          + "out_sample float16[b, 4, h, w] | state=sample one-time=timestep condition=encoder_hidden_states raw=out_sample",
      "guidance in the batch | sample float[2, 4, 64, 64]; timestep int64[1]; encoder_hidden_states float[2, 77, 768] -> "
          + "out_sample float[2, 4, 64, 64]"
          + " | state=sample one-time=timestep condition=encoder_hidden_states raw=out_sample rows=2",
      "SDXL | sample float[batch, 4, h, w]; timestep float[1]; encoder_hidden_states float[batch, s, 2048]; "
          + "text_embeds float[batch, 1280]; "
          + "time_ids float[batch, 6] -> out_sample float[batch, 4, h, w]"
          + " | state=sample one-time=timestep condition=encoder_hidden_states condition=text_embeds condition=time_ids raw=out_sample",
      "SD3 | hidden_states float16[b, 16, h, w]; timestep float16[b]; encoder_hidden_states float16[b, s, 4096]; "
          + "pooled_projections float16[b, 2048] -> "
          + "out_hidden_states float16[b, 16, h, w]"
          + " | state=hidden_states time=timestep condition=encoder_hidden_states condition=pooled_projections raw=out_hidden_states",
      "Flux | hidden_states float[batch, tokens, 64]; timestep float[batch]; encoder_hidden_states float[batch, s, 4096]; "
          + "pooled_projections float[batch, 768]; "
          + "guidance float[batch]; txt_ids float[s, 3]; img_ids float[tokens, 3] -> out_hidden_states float[batch, tokens, 64]"
          + " | state=hidden_states time=timestep condition=encoder_hidden_states condition=pooled_projections condition=guidance "
          + "whole=txt_ids whole=img_ids "
          + "raw=out_hidden_states",
      "DiT with learned variance | hidden_states float[b, 4, 32, 32]; timestep int64[b]; class_labels int64[b] -> "
          + "sample float[b, 8, 32, 32]"
          + " | state=hidden_states time=timestep class=class_labels raw=sample half=variance",
      "inpainting | sample float[b, 9, 64, 64]; timestep int64[b]; encoder_hidden_states float[b, 77, 768] -> "
          + "out_sample float[b, 4, 64, 64]"
          + " | state=sample concat=state:4+concat:5 time=timestep condition=encoder_hidden_states raw=out_sample",
      // research code
      "EDM | x float[b, 3, 32, 32]; sigma float[b, 1, 1, 1]; class_labels float[b, 10] -> D_x float[b, 3, 32, 32]"
          + " | state=x time=sigma class=class_labels:10 raw=D_x",
      "EDM, dimensions lost by the exporter | x float[b, 2]; sigma float[b]; class_labels float[b, 3] -> D_x float[b, AddD_x_dim_1]"
          + " | state=x time=sigma class=class_labels:3 raw=D_x",
      "EDM, c_noise and augmentation | x float[b, 3, 8, 8]; c_noise float[b]; augment_labels float[b, 9] -> F_x float[b, 3, 8, 8]"
          + " | state=x time=c_noise condition=augment_labels raw=F_x",
      "guided-diffusion | x float[N, 3, 64, 64]; timesteps int64[N]; y int64[N] -> out float[N, 6, 64, 64]"
          + " | state=x time=timesteps class=y raw=out half=variance",
      "k-diffusion | input float[b, 3, 64, 64]; sigma float[b] -> denoised float[b, 3, 64, 64] | state=input time=sigma raw=denoised",
      "rectified flow | xt float[b, 3, 32, 32]; t float[b]; c float[b, 512] -> v float[b, 3, 32, 32] | state=xt time=t condition=c raw=v",
      "mean flow | z float[b, 4, 32, 32]; r float[b]; t float[b]; y int64[b] -> u float[b, 4, 32, 32]"
          + " | state=z time=t towards=r class=y raw=u",
      "consistency trajectory | x float[b, 2]; t float[b]; s float[b] -> out float[b, 2] | state=x time=t towards=s raw=out",
      "shortcut | x_t float[b, 2]; t float[b]; dt float[b] -> v float[b, 2] | state=x_t time=t condition=dt raw=v",
      "sigma as an image, dimensions lost | x float[b, 2]; sigma float[b, 1, 1, 1] -> D_x float[b, AddD_x_dim_1]"
          + " | state=x time=sigma raw=D_x",
      "two known channels | sample float[b, 3, 2, 2]; timestep float[b] -> out_sample float[b, 1, 2, 2]"
          + " | state=sample concat=state:1+concat:2 time=timestep raw=out_sample",
      "super-resolution | x float[b, 6, 64, 64]; noise_level float[b, 1] -> out float[b, 3, 64, 64]"
          + " | state=x concat=state:3+concat:3 time=noise_level raw=out",
      "diffusion policy | sample float[B, T, 2]; timestep int64[B]; global_cond float[B, 66] -> noise_pred float[B, T, 2]"
          + " | state=sample time=timestep condition=global_cond raw=noise_pred",
      "observation first | obs float[b, 10]; noisy_actions float[b, 16, 2]; t int64[b] -> noise_pred float[b, 16, 2]"
          + " | state=noisy_actions time=t condition=obs raw=noise_pred",
      "SDXL by Olive | sample float16[unet_sample_batch, 4, h, w]; timestep float16[unet_time_batch]; encoder_hidden_states "
          + "float16[unet_hidden_batch, s, 2048]; text_embeds float16[unet_text_embeds_batch, 1280] -> out_sample float16[o0, 4, o2, o3]"
          + " | state=sample time=timestep condition=encoder_hidden_states condition=text_embeds raw=out_sample",
      "TensorRT's demo | sample float[2B, 4, H, W]; timestep float[1]; encoder_hidden_states float[2B, 77, 768] -> "
          + "latent float[2B, 4, H, W]"
          + " | state=sample one-time=timestep condition=encoder_hidden_states raw=latent",
      "speech | x float[b, 80, n]; mask float[b, 1, n]; mu float[b, 80, n]; t float[b]; spks float[b, 64] -> v float[b, 80, n]"
          + " | state=x time=t condition=mask condition=mu condition=spks raw=v",
      "names of the tracer | x.1 float[?, 3, 8, 8]; t float[?] -> 1234 float[?, 3, 8, 8] | state=x.1 time=t raw=1234",
      // the rest
      "mask | x float[b, 2]; t float[b]; mask bool[b, 7] -> eps float[b, 2] | state=x time=t condition=mask raw=eps",
      "ids without a batch | hidden_states float[b, 4, 2]; timestep float[b]; img_ids float[4, 3] -> out float[b, 4, 2]"
          + " | state=hidden_states time=timestep whole=img_ids raw=out",
      "ids as many as rows | hidden_states float[4, 4, 2]; timestep float[4]; img_ids float[4, 3] -> out float[4, 4, 2]"
          + " | state=hidden_states time=timestep whole=img_ids raw=out rows=4",
      "single numbers | x float[b]; t float[b] -> eps float[b] | state=x time=t raw=eps",
      "single numbers, a fixed batch | x float[2]; t float[2] -> eps float[2] | state=x time=t raw=eps rows=2",
      "fixed batch of one | x double[1, 2]; t int32[] -> eps double[1, 2] | state=x time=t raw=eps rows=1",
      "class in floats | x float[b, 2]; t float[b]; label float[b, 1] -> eps float[b, 2] | state=x time=t class=label raw=eps",
      "class for all rows is a condition | x float[b, 2]; t float[b]; class_labels int64[1] -> eps float[b, 2]"
          + " | state=x time=t whole=class_labels raw=eps",
      "an integer cond is the class | x float[b, 1, 2, 2]; t float[b]; cond int64[b] -> out float[b, 1, 2, 2]"
          + " | state=x time=t class=cond raw=out",
      "a float y is an embedding | x float[b, 2]; t float[b]; y float[b, 2816] -> out float[b, 2] | state=x time=t condition=y raw=out",
      "no time | x float[b, 3]; class_labels int64[b] -> out float[b, 3] | state=x class=class_labels raw=out",
      "further outputs | x float[b, 2]; t float[b] -> eps float[b, 2]; features float[b, 64]; logits float[4]; ids int64[b]"
          + " | state=x time=t raw=eps extra=features",
      "one is alike, another perhaps | x float[b, 2]; z float[b, k]; t float[b] -> o float[b, 2] | state=x time=t condition=z raw=o",
      "one output is alike, another has twice the channels | x float[b, 2, 4]; t float[b] -> a float[b, 2, 4]; b float[b, 4, 4]"
          + " | state=x time=t raw=a extra=b",
      "a name of another size | x float[b, 3, 4, 4]; foo float[b, 3, 8, 8]; t float[b] -> o float[b, 3, 8, 8]"
          + " | state=foo time=t condition=x raw=o",
      "an embedding of positions | x float[b, n, 2]; t float[b]; pe float[n, 3]; more float[?, 3] -> o float[b, n, 2]"
          + " | state=x time=t whole=pe condition=more raw=o",
      "symbols tell them apart | a float[b, h, w]; b float[b, p, q]; t float[b] -> o float[b, p, q] | state=b time=t condition=a raw=o",
      // faults of the first version
      "the state is no time step | time_step float[b, 1]; foo float[b, 2] -> bar float[b, 2] | state=foo time=time_step raw=bar",
      "not even where it is as large | time_step float[b, 1]; foo float[b, 1] -> bar float[b, 1] | state=foo time=time_step raw=bar",
      "guidance is no time | x float[b, 2]; guidance_scale float[b]; noise_level float[b] -> eps float[b, 2]"
          + " | state=x time=noise_level condition=guidance_scale raw=eps",
      "nor where it stands alone | x float[b, 2]; w float[b] -> eps float[b, 2] | state=x condition=w raw=eps",
      "guidance beside an unknown | x float[b, 2]; cfg_scale float[b]; foo float[b] -> eps float[b, 2]"
          + " | state=x time=foo condition=cfg_scale raw=eps",
      "cond is not diffused | cond float[b, 2]; foo float[b, 2]; t float[b] -> eps float[b, 2] | state=foo time=t condition=cond raw=eps",
      "nor beside a name | cond float[b, 2]; x float[b, 2]; t float[b] -> eps float[b, 2] | state=x time=t condition=cond raw=eps",
      "a name that does not fit | z float[b, 512, 1]; foo float[b, 3, 8, 8]; t float[b] -> out float[b, 3, 8, 8]"
          + " | state=foo time=t condition=z raw=out",
  })
  void rolesAreFound(String what, String signature, String expected) {
    assertEquals(expected, roles(open(signature, "").roles()), what);
  }

  /** The same ports in any order have the same roles. */
  @ParameterizedTest
  @ValueSource(strings = {
      "obs float[b, 10]; noisy_actions float[b, 16, 2]; t int64[b] -> noise_pred float[b, 16, 2]; features float[b, 9]",
      "x float[b, 2]; guidance_scale float[b]; noise_level float[b]; y int64[b]; cond float[b, 2] -> eps float[b, 2]; variance float[b, 2]",
      "hidden_states float[b, 4, 2]; timestep float[b]; img_ids float[4, 3]; r float[b] -> out float[b, 8, 2]; other float[b, 8, 2]"})
  void orderSaysNothing(String signature) {
    Ports ports = PortsOnly.of(signature, Map.of()).ports();
    var random = new Random(7);
    Roles first = ScoreNetwork.of(new PortsOnly(ports, Map.of())).roles();
    for (int i = 0; i < 50; i++) {
      var inputs = new ArrayList<>(ports.inputs());
      var outputs = new ArrayList<>(ports.outputs());
      Collections.shuffle(inputs, random);
      Collections.shuffle(outputs, random);
      Roles r = ScoreNetwork.of(new PortsOnly(new Ports(inputs, outputs), Map.of())).roles();
      assertEquals(List.of(first.state(), first.raw()), List.of(r.state(), r.raw()));
      assertEquals(first.time(), r.time());
      assertEquals(first.towards(), r.towards());
      assertEquals(first.classes(), r.classes());
      assertEquals(first.conditions(), r.conditions());
      assertEquals(first.extras(), r.extras());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
      "x0 or eps | x float[b, 2]; t float[b] -> x0 float[b, 2]; eps float[b, 2] | which output is the raw output is not clear | raw",
      "two unknown outputs | x float[b, 2]; t float[b] -> a float[b, 2]; b float[b, 2] | which output is the raw output is not clear | raw",
      "two states | x float[b, 2]; z float[b, 2]; t float[b] -> eps float[b, 2] | which input is the state is not clear | state",
      "two unknown inputs | a float[b, 2]; b float[b, 2]; t float[b] -> eps float[b, 2] | which input is the state is not clear | state",
      "dimensions lost by the exporter | a float[b, 2]; b float[b, 3]; t float[b] -> o float[b, k]"
          + " | which input is the state is not clear | state",
      "a name with channels to spare | x float[b, 5, 4]; foo float[b, 2, 4]; t float[b] -> out float[b, 2, 4]"
          + " | which input is the state is not clear | state",
      "only a condition fits | cond float[b, 2]; t float[b] -> out float[b, 2] | that name is a condition's or a label's | state",
      "a mask of that shape | t float[b]; mask float[b, 2]; obs float[b, 2] -> out float[b, 2]"
          + " | that name is a condition's or a label's | state",
      "two times | x float[b, 2]; t float[b]; sigma float[b]; foo float[b] -> eps float[b, 2]"
          + " | which input is the time is not clear, it could be \"t\" float[b] or \"sigma\" float[b]; say | time",
      "another size | foo float[b, 3, 4, 4]; t float[b] -> o float[b, 3, 8, 8] | it is not a score network | state",
      "an output shaped like the condition | foo float[b, 8, 8]; cond float[b, h, w]; t float[b] -> o float[b, h, w]"
          + " | that name is a condition's or a label's | state",
      "a noisy classifier of vectors | x float[b, 784]; t float[b] -> logits float[b, 10] | it is not a score network | state",
      "channels and sizes differ | foo float[b, 4, h, w]; t float[b] -> o float[b, 3, H, W] | it is not a score network | state",
      "two numbers a row | x float[b, 2]; foo float[b]; bar float[b] -> eps float[b, 2] | which input is the time is not clear | time",
      "a time that is none | x float[b, 2]; timestep float[b, 128] -> eps float[b, 2] | is called like the time | time",
      "a time of another batch | x float[b, 2]; t float[4] -> eps float[b, 2] | is called like the time | time",
      "a target without a time | x float[b, 2]; s float[b] -> eps float[b, 2]"
          + " | would be the target time of a network that takes no time | time",
      "two targets | x float[b, 2]; t float[b]; r float[b]; s float[b] -> eps float[b, 2]"
          + " | which input is the target time is not clear | towards",
      "labels that may be the time | x float[b, 2]; labels float[b] -> out float[b, 2]"
          + " | is the only number a row of a network without a time | time",
      "a batch that the output does not have | x float[b, 2]; t float[b] -> out float[1, 2] | it is not a score network | state",
      "two classes | x float[b, 2]; t float[b]; y int64[b]; label int64[b] -> eps float[b, 2] | which input is the class is not clear"
          + " | class",
      "a classifier | images float[b, 1, 28, 28] -> logits float[b, 10]; features float[b, 64] | it is not a score network | state",
      "a classifier of vectors | x float[b, 784] -> output float[b, 10] | it is not a score network | state",
      "a decoder | latent_sample float[b, 4, h, w] -> sample float[b, 3, H, W] | it is not a score network | state",
      "a text encoder | input_ids int64[b, 77] -> last_hidden_state float[b, 77, 768] | it is not a score network | state",
      "no batch | x float[2]; t float[] -> v float[2] | counts samples | ",
      "no batch, more dimensions | x float[3, 8, 8]; t float[] -> v float[3, 8, 8] | counts samples | ",
      "text | x float[b, 2]; t float[b]; prompt string[b] -> v float[b, 2]"
          + " | its input \"prompt\" string[b] has a type that is not supported | ",
      "nothing | x float[b, 0]; t float[b] -> v float[b, 0] | its input \"x\" float[b, 0] has no elements | ",
      "a row that nothing holds | x float[b, 70000, 70000]; t float[b] -> v float[b, 70000, 70000]"
          + " | its input \"x\" float[b, 70000, 70000] has more than 2147483647 elements; export it with smaller dimensions | ",
      "a dimension that is no int | x float[b, 2]; t float[b] -> v float[b, 2]; w float[b, 2147483648]"
          + " | its output \"w\" float[b, 2147483648] has more than 2147483647 elements | ",
      "two variances | x float[b, 2]; t float[b] -> out float[b, 4]; variance float[b, 2]"
          + " | two of its outputs would be called \"variance\" | ",
  })
  void whatIsNotClearIsRefused(String what, String signature, String expected, String role) {
    var e = assertThrows(NetworkException.class, () -> open(signature, ""), what);
    assertTrue(e.getMessage().startsWith("f.onnx: ") && e.getMessage().contains(expected), e.getMessage());
    assertTrue(e.getMessage().endsWith(". It has the " + PortsOnly.of(signature, Map.of()).ports()), e.getMessage());
    if (role != null)
      assertTrue(e.getMessage().contains("--role " + role + "=NAME on the command line, role." + role + "=NAME in a program, or "
          + "counterflow.role." + role + " in the file's metadata"), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "prediction=epsilon | x float[b, 2]; t float[b] -> x0 float[b, 2]; eps float[b, 2] | state=x time=t raw=eps extra=x0",
      "prediction=data | x float[b, 2]; t float[b] -> x0 float[b, 2]; eps float[b, 2] | state=x time=t raw=x0 extra=eps",
      "prediction=flow | x float[b, 2]; t float[b] -> out float[b, 2]; v float[b, 2] | state=x time=t raw=v extra=out",
      "prediction=epsilon | x float[b, 2]; t float[b] -> x0 float[b, 2]; foo float[b, 2] | state=x time=t raw=foo extra=x0",
      "prediction=acme/own:a=1 | x float[b, 2]; t float[b] -> x0 float[b, 2] | state=x time=t raw=x0",
      "classes=[\"a\",\"b\"] | x float[b, 2]; t float[b]; digit int64[b] -> eps float[b, 2] | state=x time=t class=digit raw=eps",
      "classes=[\"a\",\"b\"] | x float[b, 2]; t float[b]; y float[b, 2] -> eps float[b, 2] | state=x time=t class=y:2 raw=eps",
      "classes=[\"a\",\"b\"] | x float[b, 2]; t float[b]; y float[b, 3] -> eps float[b, 2] | state=x time=t class=y:3 raw=eps",
      "classes=[\"a\",\"b\"] | x float[b, 2]; t float[b]; y float[b, 9] -> eps float[b, 2] | state=x time=t condition=y raw=eps",
      "classes=[\"a\",\"b\"] | x float[b, 2]; t float[b]; class_labels float[b, ?] -> eps float[b, 2]"
          + " | state=x time=t class=class_labels:2 raw=eps",
  })
  void theDescriptionDecidesWhereNamesDoNot(String metadata, String signature, String expected) {
    assertEquals(expected, roles(open(signature, Map.of(), map(metadata, "counterflow.")).roles()));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "prediction=epsilon | x float[b, 2]; t float[b] -> x0 float[b, 2]"
          + " | counterflow.prediction=epsilon, but by its name the output \"x0\"",
      "null-class=9 | x float[b, 2]; t float[b]; class_labels float[b, 7] -> eps float[b, 2] | the label 9 means no class, but its input",
      "prediction=velocity | x float[b, 2]; t float[b] -> noise_pred float[b, 2] | counterflow.prediction=velocity, but by its name",
      "time=sigma | x float[b, 2] -> out float[b, 2] | counterflow.time=\"sigma\", but no input is the time",
      "classes=[\"a\",\"b\"] | x float[b, 2]; t float[b]; class_labels float[b, 7] -> eps float[b, 2]"
          + " | name 2 classes, but its input \"class_labels\" "
          + "float[b, 7] has rows of 7",
  })
  void whatTheDescriptionContradictsIsRefused(String metadata, String signature, String expected) {
    var e = assertThrows(NetworkException.class, () -> open(signature, Map.of(), map(metadata, "counterflow.")));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  /** The forms in which a time comes; each is one number a row, or one for all. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "b | float[b] | false", "b | int64[b, 1] | false", "b | double[b, 1, 1, 1] | false", "b | float16[steps] | false",
      "b | int32[] | true", "b | float[1] | true", "b | float[1, 1] | true", "4 | float[4] | false", "4 | float[4, 1] | false",
      "1 | float[] | false", "1 | float[1] | false", "? | float[?] | false",
      "4 | float[n] | false"})
  void timesComeInManyForms(String batch, String time, boolean oneForAll) {
    Roles r = open("x float[%s, 2]; t %s -> eps float[%s, 2]".formatted(batch, time, batch), "").roles();
    assertEquals("t", r.time() == null ? null : r.time().name());
    assertEquals(oneForAll, r.oneTimeForAll());
    assertEquals(!oneForAll && !time.endsWith("[]"), r.isBatched(r.time()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bool[b]", "float[b, 2]", "float[b, k]", "float[2]"})
  void otherFormsAreNoTime(String time) {
    assertThrows(NetworkException.class, () -> open("x float[b, 2]; t " + time + " -> eps float[b, 2]", ""));
  }
}
