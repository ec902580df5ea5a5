package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.NetworkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir Path folder;

  private Path model() {
    return new OnnxModel().input("x", OnnxModel.FLOAT, 1).output("y", OnnxModel.FLOAT, 1).node("Neg", "y", "x")
        .write(folder.resolve("net.onnx"));
  }

  @Test
  void threadsAreAtMostTheProcessors() {
    assertEquals(4, Settings.of(Options.defaults(), 4, "amd64").threads());
    assertEquals(3, Settings.of(Options.defaults().threads(3), 4, "amd64").threads());
    assertEquals(4, Settings.of(Options.defaults().threads(4), 4, "amd64").threads());
    var e = assertThrows(IllegalArgumentException.class, () -> OnnxNetwork.open(model(), Options.defaults().threads(99999)));
    assertEquals("threads must be at most " + Runtime.getRuntime().availableProcessors()
        + ", the processors that this machine gives the JVM (0 = all of them), was 99999", e.getMessage());
  }

  /** Its faster kernels take another way where a batch has one row. */
  @Test
  void kleidiAiIsOffOnArmAndInTheRecipeThereAlone() {
    assertEquals(Map.of("mlas.disable_kleidiai", "1"), Settings.of(Options.defaults(), 4, "aarch64").config());
    assertEquals("1", Settings.of(Options.defaults(), 4, "aarch64").entries().get("mlas.disable_kleidiai"));
    assertEquals(Map.of(), Settings.of(Options.defaults(), 4, "amd64").config());
    assertEquals(Map.of("mlas.disable_kleidiai", "0"),
        Settings.of(Fixture.options("config.mlas.disable_kleidiai", "0"), 4, "aarch64").config());
  }

  @Test
  void spinningIsOffUnlessSaid() {
    assertEquals("0", Settings.of(Fixture.options(), 4, "amd64").entries().get("session.intra_op.allow_spinning"));
    assertEquals("1", Settings.of(Fixture.options("spinning", "1"), 4, "amd64").entries().get("session.intra_op.allow_spinning"));
  }

  /** Seen by its effect: a file read as one of another format is refused. */
  @Test
  void entriesReachTheRuntimeAndTheRecipe() {
    try (var network = OnnxNetwork.open(model(), Fixture.options("config.session.set_denormal_as_zero", "1"))) {
      assertEquals("1", network.identity().get("config.session.set_denormal_as_zero"));
    }
    assertThrows(NetworkException.class, () -> OnnxNetwork.open(model(), Fixture.options(
        "config.session.load_model_format", "ORT")));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "sample|1|onnx has no option \"sample\"; it has spinning and config.KEY, a session entry of ONNX Runtime",
      "config.|1|onnx has no option \"config.\"",
      "input.w|1|onnx has no option \"input.w\"",
      "spinning|yes|spinning must be 0 or 1, was yes",
  })
  void optionsThatAreNone(String key, String value, String message) {
    var options = Options.defaults().threads(1).with(key, value);
    var e = assertThrows(IllegalArgumentException.class, () -> OnnxNetwork.open(model(), options));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
