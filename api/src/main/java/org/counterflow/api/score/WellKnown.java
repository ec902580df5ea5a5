package org.counterflow.api.score;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one table of well-known names of ports, as public exports have them. A name counts only where type and shape fit the role;
 * {@code docs/networks.md} lists the same names.
 */
final class WellKnown {
  /** What an input or an output is called, by role. */
  static final Map<Role, Set<String>> NAMES = new EnumMap<>(Map.of(
      Role.STATE, Set.of("sample", "sample_t", "hidden_states", "latent", "latents", "latent_model_input", "x", "x_t", "xt", "z", "z_t",
          "zt", "noisy", "noised", "noisy_*", "noised_*"),
      Role.TIME, Set.of("timestep", "timesteps", "time_step", "time_steps", "timestep_ratio", "t", "ts", "time", "times", "diffusion_step",
          "diffusion_steps", "sigma", "sigmas", "noise_level", "noise_levels", "noise_label", "noise_labels", "c_noise", "cnoise",
          "log_snr", "logsnr"),
      Role.TOWARDS, Set.of("r", "s", "target_time", "target_timestep", "target_t", "t_target", "t_next", "next_t", "next_timestep",
          "t_end", "end_time", "r_timestep", "timestep_r"),
      Role.CLASS, Set.of("class_labels", "class_label", "class_ids", "class_id", "classes", "class", "labels", "label", "label_ids",
          "category", "y", "cond", "c"),
      Role.RAW, Set.of("out_sample", "sample", "out_hidden_states", "latent", "latents", "out", "output", "outputs", "x_out", "pred",
          "prediction", "model_output",
          "noise_pred", "pred_noise", "predicted_noise", "noise", "eps", "eps_pred", "pred_eps", "epsilon",
          "x0", "x_0", "x0_pred", "pred_x0", "x_start", "pred_xstart", "denoised", "d_x",
          "v", "v_t", "vt", "v_pred", "pred_v", "velocity", "u", "u_t", "flow", "score"),
      Role.VARIANCE, Set.of("variance", "var", "logvar", "log_var", "log_variance", "model_var_values")));

  /** Inputs that are known to be something else: neither the state nor the time, whatever their shape. */
  static final Set<String> CONDITIONS = Set.of("guidance", "guidance_scale", "guidance_weight", "cfg", "cfg_scale", "w", "dt", "step_size",
      "condition", "conditions", "conditioning", "context", "cond_image", "image_cond", "control", "controlnet_cond", "concat", "obs",
      "observation", "observations", "global_cond", "local_cond", "encoder_hidden_states", "encoder_attention_mask", "attention_mask",
      "pooled_projections", "text_embeds", "prompt_embeds", "image_embeds", "time_ids", "added_time_ids", "timestep_cond",
      "augment_labels", "aug_level", "fps", "mu", "mask", "masked_image", "masked_image_latents", "low_res", "lr", "self_cond",
      "x_self_cond", "img_ids", "txt_ids");

  /** Inputs without a batch, also where their first dimension happens to be as large. */
  static final Set<String> WHOLE = Set.of("img_ids", "txt_ids");

  /** Names under which exports leave the batch open. */
  private static final Set<String> BATCHES = Set.of("b", "n", "bs", "rows", "num_samples");

  /** Outputs whose name says the prediction too. */
  private static final Map<String, Set<String>> PREDICTIONS = Map.of(
      "epsilon", Set.of("noise_pred", "pred_noise", "predicted_noise", "noise", "eps", "eps_pred", "pred_eps", "epsilon"),
      "data", Set.of("x0", "x_0", "x0_pred", "pred_x0", "x_start", "pred_xstart", "denoised", "d_x"),
      "velocity", Set.of("v", "v_t", "vt", "v_pred", "pred_v", "velocity", "u", "u_t", "flow"),
      "flow", Set.of("v", "v_t", "vt", "v_pred", "pred_v", "velocity", "u", "u_t", "flow"),
      "score", Set.of("score"));

  private WellKnown() {}

  /** Whether the table has the name for the role. */
  static boolean is(Role role, String port) {
    String name = plain(port);
    Set<String> names = NAMES.getOrDefault(role, Set.of());
    return names.contains(name) || names.contains(name.substring(0, name.indexOf('_') + 1) + "*");
  }

  /** Whether an input of this name is known as something else than the role. */
  static boolean isOther(Role role, String port) {
    if (CONDITIONS.contains(plain(port))) return true;
    for (Role r : new Role[] {Role.STATE, Role.TIME, Role.TOWARDS, Role.CLASS}) if (r != role && is(r, port)) return true;
    return false;
  }

  /** Whether the name alone says that it has no batch. */
  static boolean isWhole(String port) {
    return WHOLE.contains(plain(port));
  }

  /** Whether an open dimension of this name is a batch. */
  static boolean isBatch(String symbol) {
    String name = plain(symbol);
    return name.contains("batch") || BATCHES.contains(name);
  }

  /** Whether an output's name says this prediction. */
  static boolean says(@Nullable String prediction, String port) {
    return prediction != null && PREDICTIONS.getOrDefault(prediction, Set.of()).contains(plain(port));
  }

  /** Whether an output's name says another prediction than this. */
  static boolean contradicts(@Nullable String prediction, String port) {
    if (prediction == null || !PREDICTIONS.containsKey(prediction) || says(prediction, port)) return false;
    return PREDICTIONS.values().stream().anyMatch(names -> names.contains(plain(port)));
  }

  /** Lower case, words joined by underscores, without the number that exporters append to a name they use twice. */
  static String plain(String name) {
    String s = name.toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    int end = s.length();
    while (end > 0 && Character.isDigit(s.charAt(end - 1))) end--;
    if (end > 1 && end < s.length() && s.charAt(end - 1) == '.') s = s.substring(0, end - 1);
    return s.replace('.', '_');
  }
}
