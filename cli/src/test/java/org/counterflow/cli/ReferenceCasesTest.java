package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import org.counterflow.api.Sampler;
import org.counterflow.api.Samples;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.formats.internal.json.JsonReader;
import org.counterflow.formats.schedulers.SchedulerConfig;
import org.counterflow.formats.schedulers.SchedulerParts;
import org.counterflow.solvers.Guidances;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The eight runs of diffusers among the resources, each from its configuration alone. */
class ReferenceCasesTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource({"ddim-trailing-10, given", "dpmpp-2m-trailing-10, given", "unipc-2-trailing-10, given", "deis-3-trailing-10, given",
      "dpmpp-2m-karras-20, whole", "euler-linspace-20, given", "heun-karras-20, between", "dpmpp-2m-trailing-10-cfg3, given"})
  void agrees(String name, String label) throws IOException {
    SequencedMap<String, ?> known = JsonReader.object(JsonReader.object(index().get("cases"), "index.json").get(name), name);
    int steps = ((Number) known.get("num_inference_steps")).intValue();
    double weight = ((Number) known.get("guidance_scale")).doubleValue();
    SchedulerParts parts = SchedulerConfig.of((String) known.get("scheduler"), JsonReader.object(known.get("config"), name), name).parts(steps);
    TimeLabel told = switch (label) {
      case "whole" -> new RoundedLabel(Math::rint);
      case "between" -> new RoundedLabel(t -> t);
      default -> TimeLabel.STEP;
    };
    Catalogue catalogue = Catalogue.installed();
    try (var network = new Bundled()) {
      ScoreFunction score = network.score(told, catalogue.find(Kind.SCHEDULE, parts.schedule()));
      if (weight != 1) score = score.guided(Guidances.classifierFree(weight));
      Sampler sampler = Sampler.of(score).solver(catalogue.find(Kind.SOLVER, parts.solver())).grid(catalogue.find(Kind.GRID, parts.grid()))
          .steps(parts.steps());
      try (Samples s = network.draw(sampler, Bundled.array(folder, "reference/x_T.npy"), Bundled.array(folder, "reference/labels.npy"))) {
        double[] theirs = Bundled.array(folder, "reference/" + name + ".npy").values(), ours = s.toDoubles();
        assertEquals(theirs.length, ours.length);
        double most = 0;
        for (int i = 0; i < ours.length; i++) most = Math.max(most, Math.abs(ours[i] - theirs[i]));
        assertTrue(most < 2e-4, name + " deviates by " + most);
      }
    }
  }

  private static Map<String, ?> index() throws IOException {
    try (var in = ReferenceCasesTest.class.getResourceAsStream("/reference/index.json")) {
      if (in == null) throw new AssertionError("no resource /reference/index.json");
      return JsonReader.object(new String(in.readAllBytes(), StandardCharsets.UTF_8), "index.json");
    }
  }
}
