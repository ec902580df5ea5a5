package org.counterflow.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.formats.FormatException;
import org.counterflow.formats.schedulers.SchedulerConfig;
import org.counterflow.formats.schedulers.SchedulerParts;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each key of each class of diffusers' schedulers, with values that nobody meant. */
@Tag("full")
class HostileSchedulersTest {
  private static final Catalogue CATALOGUE = Catalogue.installed();

  private static final List<String> KEYS = List.of("algorithm_type", "base_image_seq_len", "base_shift", "beta_end", "beta_schedule",
      "beta_start", "clip_denoised", "clip_sample", "clip_sample_range", "corrector_order", "disable_corrector", "dynamic_thresholding_ratio",
      "euler_at_final", "final_sigmas_type", "flow_shift", "interpolation_type", "invert_sigmas", "lambda_min_clipped", "lower_order_final",
      "max_image_seq_len", "max_shift", "num_train_timesteps", "original_inference_steps", "predict_x0", "prediction_type", "predictor_order",
      "rescale_betas_zero_snr", "rho", "s_noise", "sample_max_value", "scale_factors", "set_alpha_to_one", "shift", "shift_terminal", "sigma_data",
      "sigma_max", "sigma_min", "sigma_schedule", "skip_prk_steps", "solver_order", "solver_p", "solver_type", "steps_offset",
      "stochastic_sampling", "tau_func", "thresholding", "time_shift_type", "timestep_scaling", "timestep_spacing", "timestep_type",
      "trained_betas", "upscale_mode", "use_beta_sigmas", "use_dynamic_shifting", "use_exponential_sigmas", "use_flow_sigmas",
      "use_karras_sigmas", "use_lu_lambdas", "variance_type");

  private static final List<String> VALUES = List.of("\"x\"", "\"\"", "-1", "0", "1e300", "-1e300", "1e-300", "9007199254740993", "NaN", "Infinity",
      "-Infinity", "true", "[]", "[1, \"a\"]", "[NaN]", "{}", "{\"a\": [{}]}", "2.5");

  @TempDir
  Path folder;

  /** Refused by one error that names file and key, or what is read can be made: never another exception, never parts that cannot be. */
  @ParameterizedTest
  @ValueSource(strings = {"DDIMScheduler", "DDIMInverseScheduler", "DDPMScheduler", "PNDMScheduler", "IPNDMScheduler", "LMSDiscreteScheduler",
      "EulerDiscreteScheduler", "EulerAncestralDiscreteScheduler", "HeunDiscreteScheduler", "KDPM2DiscreteScheduler",
      "KDPM2AncestralDiscreteScheduler", "DPMSolverSDEScheduler", "DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler",
      "DEISMultistepScheduler", "UniPCMultistepScheduler", "SASolverScheduler", "EDMEulerScheduler", "EDMDPMSolverMultistepScheduler",
      "CosineDPMSolverMultistepScheduler", "LCMScheduler", "TCDScheduler", "CMStochasticIterativeScheduler", "FlowMatchEulerDiscreteScheduler",
      "FlowMatchHeunDiscreteScheduler", "FlowMatchLCMScheduler"})
  void whatIsReadCanBeMade(String name) throws Exception {
    Path file = folder.resolve("scheduler_config.json");
    var wrong = new ArrayList<String>();
    for (String key : KEYS) {
      for (String value : VALUES) {
        String json = "{\"_class_name\": \"" + name + "\", \"" + key + "\": " + value + "}";
        Files.writeString(file, json);
        SchedulerParts p;
        try {
          p = SchedulerConfig.read(file).parts(10);
        } catch (FormatException e) {
          String said = String.valueOf(e.getMessage());
          if (!said.contains(file.toString()) || !said.contains(key)) wrong.add(json + " -> " + said);
          continue;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
          wrong.add(json + " -> " + e);
          continue;
        }
        try {
          var schedule = CATALOGUE.find(Kind.SCHEDULE, p.schedule());
          CATALOGUE.find(Kind.SOLVER, p.solver());
          CATALOGUE.find(Kind.PREDICTION, p.prediction());
          CATALOGUE.find(Kind.TIME, p.time());
          if (p.rule() != null) CATALOGUE.find(Kind.RULE, p.rule());
          assertTrue(!CATALOGUE.find(Kind.GRID, p.grid()).on(schedule, p.steps()).isEmpty());
        } catch (RuntimeException e) {
          wrong.add(json + " -> makes " + p + " -> " + e);
        }
      }
    }
    assertEquals("", String.join("\n", wrong));
  }
}
