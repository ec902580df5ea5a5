package org.counterflow.examples.latents;

import java.nio.file.Path;
import java.util.Map;
import org.counterflow.api.Sampler;
import org.counterflow.api.Seeds;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.counterflow.backend.onnx.OnnxNetwork;
import org.counterflow.formats.pictures.Png;
import org.counterflow.solvers.Guidances;

/** From a prompt by way of latents to pictures: {@code Latents FOLDER OUT.png}. */
final class Latents {
  private Latents() {}

  /** Runs it. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    try (var encoder = OnnxNetwork.open(folder.resolve("text_encoder.onnx"));
        var unet = OnnxNetwork.open(folder.resolve("unet.onnx"));
        var decoder = OnnxNetwork.open(folder.resolve("vae_decoder.onnx"));
        var prompt = encoder.run(Map.of("input_ids", Value.of(Shape.of(1, 3), 7L, 3, 9)));
        var empty = encoder.run(Map.of("input_ids", Value.of(Shape.of(1, 1), 0L)))) {
      var guidance = Guidances.classifierFree(7.5).of("encoder_hidden_states").against(empty.get("last_hidden_state"));
      var conditions = Conditions.NONE.with("encoder_hidden_states", prompt.get("last_hidden_state"));
      var sampler = Sampler.of(ScoreFunction.of(unet).guided(guidance)).steps(20);
      try (var latents = sampler.sample(Seeds.range(0, 4), conditions);
          var pictures = decoder.run(Map.of("latent_sample", latents.value()))) {
        Png.write(pictures.get("sample"), Path.of(args[1]));
      }
    }
  }
}
