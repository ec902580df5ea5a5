package org.counterflow.formats.schedulers;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.counterflow.formats.FormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What diffusers' configurations stand for, and what is said of those that cannot be read. */
class SchedulerConfigTest {
  @TempDir
  Path folder;

  private static SchedulerConfig of(String name, Object... pairs) {
    Map<String, Object> keys = new java.util.LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) keys.put((String) pairs[i], pairs[i + 1]);
    return SchedulerConfig.of(name, keys, "test");
  }

  private SchedulerConfig read(String json) throws IOException {
    return SchedulerConfig.read(Files.writeString(folder.resolve("scheduler_config.json"), json));
  }

  private void refused(String json, String... parts) {
    FormatException e = assertThrows(FormatException.class, () -> read(json));
    for (String part : parts) assertTrue(e.getMessage().contains(part), e.getMessage());
    assertTrue(e.getMessage().contains("scheduler_config.json"), e.getMessage());
  }

  /** The defaults of diffusers' constructors. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      DDIMScheduler                     | linear | leading | ddim | epsilon | step
      DDPMScheduler                     | linear | leading | ddpm:variance=small | epsilon | step
      PNDMScheduler                     | linear | final(leading):at=first-entry | plms:start=runge-kutta | epsilon | step
      IPNDMScheduler                    | v-diffusion | crash | ipndm:order=4 | velocity | unit
      LMSDiscreteScheduler              | linear:initial-scale=sigma | linspace:points=n,interpolate=sigma | lms:order=4 | epsilon | step
      EulerDiscreteScheduler            | linear:initial-scale=sigma | linspace:points=n,interpolate=sigma | euler | epsilon | step
      EulerAncestralDiscreteScheduler   | linear:initial-scale=sigma | linspace:points=n,interpolate=sigma | euler-a | epsilon | step
      HeunDiscreteScheduler             | linear:beta-start=8.5e-4,beta-end=0.012,initial-scale=sigma | linspace:points=n,interpolate=sigma | heun | epsilon | step
      KDPM2DiscreteScheduler            | linear:beta-start=8.5e-4,beta-end=0.012,initial-scale=sigma | linspace:points=n,interpolate=sigma | dpm-2 | epsilon | step
      KDPM2AncestralDiscreteScheduler   | linear:beta-start=8.5e-4,beta-end=0.012,initial-scale=sigma | linspace:points=n,interpolate=sigma | ancestral(dpm-2) | epsilon | step
      DPMSolverSDEScheduler             | linear:beta-start=8.5e-4,beta-end=0.012,initial-scale=sigma | linspace:points=n,interpolate=sigma | dpmpp-sde | epsilon | step
      DPMSolverMultistepScheduler       | linear | linspace | dpmpp-2m:lower-order-final=below-15 | epsilon | step
      DPMSolverSinglestepScheduler      | linear | linspace | dpmpp-2s:nodes=grid,ending=one | epsilon | step
      DEISMultistepScheduler            | linear | final(linspace):at=sigma-min | deis-logrho:order=2,lower-order-final=below-15 | epsilon | step
      UniPCMultistepScheduler           | linear | linspace | unipc:order=2,lower-order-final=always | epsilon | step
      SASolverScheduler                 | linear | final(linspace):at=sigma-min | sa-solver:predictor=2,corrector=2,tau=1,tau-from=200,tau-to=800,lower-order-final=always,few-step-term=on | epsilon | step
      EDMEulerScheduler                 | edm:sigma-min=0.002,sigma-max=80,initial-scale=total | karras | euler | edm:sigma-data=0.5 | log-sigma:a=0,b=0.25
      EDMDPMSolverMultistepScheduler    | edm:sigma-min=0.002,sigma-max=80,initial-scale=total | karras | dpmpp-2m:lower-order-final=below-15 | edm:sigma-data=0.5 | log-sigma:a=0,b=0.25
      CosineDPMSolverMultistepScheduler | v-diffusion | exponential:from=500,to=0.3 | dpmpp-2m-sde:lower-order-final=below-15 | edm:sigma-data=1,towards=noise | unit
      LCMScheduler                      | scaled-linear | origin | lcm | epsilon | step
      TCDScheduler                      | scaled-linear | final(origin):at=first-entry | tcd:gamma=0.3 | epsilon | step
      FlowMatchEulerDiscreteScheduler   | rectified-flow | linspace:points=n | euler | flow | step
      FlowMatchHeunDiscreteScheduler    | rectified-flow | linspace:points=n | heun:variable=time | flow | step
      FlowMatchLCMScheduler             | rectified-flow | linspace:points=n | re-noise | flow | step
      """)
  void defaultsOfEachClass(String name, String schedule, String grid, String solver, String prediction, String time) {
    SchedulerParts p = of(name).parts(20);
    assertAll(name, () -> assertEquals(schedule, p.schedule()), () -> assertEquals(grid, p.grid()), () -> assertEquals(solver, p.solver()),
        () -> assertEquals(prediction, p.prediction()), () -> assertEquals(time, p.time()), () -> assertEquals(20, p.steps()),
        () -> assertEquals(List.of(), p.unused()));
  }

  @Test
  void readsWhatDiffusersWrites() throws IOException {
    SchedulerConfig c = read("""
        {"_class_name": "DPMSolverMultistepScheduler", "_diffusers_version": "0.30.0", "algorithm_type": "sde-dpmsolver++", "beta_end": 0.012,
         "beta_schedule": "scaled_linear", "beta_start": 0.00085, "lambda_min_clipped": -Infinity, "num_train_timesteps": 1000,
         "solver_order": 3, "trained_betas": null, "use_karras_sigmas": true, "timestep_spacing": "leading", "steps_offset": 1,
         "clip_sample": false, "skip_prk_steps": true}
        """);
    SchedulerParts p = c.parts(30);
    assertEquals("scaled-linear", p.schedule());
    assertEquals("karras", p.grid());
    assertEquals("dpmpp-3m-sde:lower-order-final=below-15", p.solver());
    assertNull(p.rule());
    assertEquals(List.of("clip_sample", "lambda_min_clipped", "skip_prk_steps", "steps_offset", "timestep_spacing"), p.unused());
    assertEquals(p.unused(), c.unused());
    assertEquals("dpmpp-3m-sde:lower-order-final=below-15,second-difference=half,second-difference-sign=minus",
        c.exactly().parts(30).solver());
  }

  @Test
  void consistencyModelsAreVisitedAtTheirOwnPlaces() {
    SchedulerParts p = of("CMStochasticIterativeScheduler").parts(2);
    assertEquals("edm:sigma-min=0.002,sigma-max=80", p.schedule());
    assertTrue(p.grid().matches("explicit:times=(80|79\\.99\\d*|80\\.00\\d*)/2\\.2404\\d*/0"), p.grid());
    assertEquals("consistency", p.solver());
    assertEquals("edm:sigma-data=0.5,sigma-min=0.002", p.prediction());
    assertEquals("log-sigma:a=0,b=250", p.time());
    assertEquals("clip", p.rule());
  }

  @Test
  void rulesOnTheDataEstimate() {
    assertEquals("clip:bound=1,noise=raw", of("DDIMScheduler").parts(10).rule());
    assertNull(of("DDIMScheduler", "clip_sample", false).parts(10).rule());
    assertEquals("threshold:q=0.995,max=1,noise=raw", of("DDIMScheduler", "thresholding", true).parts(10).rule());
    assertEquals("clip:bound=2", of("DDPMScheduler", "clip_sample_range", 2.0).parts(10).rule());
  }

  @Test
  void argumentsOfCalls() {
    SchedulerConfig flow = of("FlowMatchEulerDiscreteScheduler", "shift", 3.0);
    assertEquals("flow:shift=3,range=shifted", flow.parts(10).grid());
    SchedulerParts listed = flow.with(Map.of("set_timesteps.sigmas", List.of(1.0, 0.5))).parts(10);
    assertEquals("explicit:times=1/0.75/0", listed.grid());
    assertEquals(2, listed.steps());
    SchedulerConfig dynamic = of("FlowMatchEulerDiscreteScheduler", "use_dynamic_shifting", true);
    assertTrue(assertThrows(FormatException.class, () -> dynamic.parts(10)).getMessage().contains("use_dynamic_shifting"));
    assertEquals("flow:shift=" + Math.exp(0.8), dynamic.with(Map.of("set_timesteps.mu", 0.8)).parts(10).grid());
  }

  @Test
  void whatHasNoPartIsNamed() throws IOException {
    refused("{\"_class_name\": \"VQDiffusionScheduler\"}", "VQDiffusionScheduler", "DDIMScheduler");
    refused("{}", "_class_name");
    refused("{\"_class_name\": 3}", "_class_name");
    refused("[1, 2]", "must be a JSON object");
    refused("{\"_class_name\": \"EulerDiscreteScheduler\", \"use_karras_sigmas\": true, \"use_beta_sigmas\": true}", "use_beta_sigmas",
        "use_karras_sigmas");
    refused("{\"_class_name\": \"DPMSolverMultistepScheduler\", \"algorithm_type\": \"dpmsolver\"}", "algorithm_type", "sigma_min");
    refused("{\"_class_name\": \"UniPCMultistepScheduler\", \"solver_p\": \"DDIMScheduler\"}", "solver_p");
    refused("{\"_class_name\": \"DDIMScheduler\", \"prediction_type\": \"noise\"}", "prediction_type", "epsilon, sample", "\"noise\"");
  }

  @Test
  void hostileFilesAreRefused() throws IOException {
    refused("", "is empty");
    refused("{\"_class_name\": \"DDIMScheduler\"", "line 1");
    refused("not json", "line 1");
    refused("{\"_class_name\": \"DDIMScheduler\", \"beta_start\": 1, \"beta_start\": 2}", "beta_start");
    refused("{\"_class_name\": \"DDIMScheduler\", \"beta_start\": NaN}", "beta_start", "must be a number", "NaN");
    refused("{\"_class_name\": \"DDIMScheduler\", \"beta_start\": Infinity}", "beta_start");
    refused("{\"_class_name\": \"DDIMScheduler\", \"beta_start\": \"0.1\"}", "beta_start", "must be a number", "\"0.1\"");
    refused("{\"_class_name\": \"DDIMScheduler\", \"beta_end\": 1e999}", "1e999");
    refused("{\"_class_name\": \"DDIMScheduler\", \"num_train_timesteps\": 99999999999999999999999}", "99999999999999999999999");
    refused("{\"_class_name\": \"DDIMScheduler\", \"num_train_timesteps\": 2147483648}", "num_train_timesteps");
    refused("{\"_class_name\": \"DDIMScheduler\", \"num_train_timesteps\": 10.5}", "num_train_timesteps", "whole number");
    refused("{\"_class_name\": \"DDIMScheduler\", \"clip_sample\": 1}", "clip_sample", "true or false");
    refused("{\"_class_name\": \"DDIMScheduler\", \"trained_betas\": [0.1, \"a\"]}", "trained_betas");
    refused("{\"_class_name\": \"DDIMScheduler\", \"trained_betas\": " + "[".repeat(60) + "]".repeat(60) + "}", "20");
    Path large = folder.resolve("scheduler_config.json");
    try (var f = new RandomAccessFile(large.toFile(), "rw")) {
      f.setLength(100L << 20);
    }
    FormatException e = assertThrows(FormatException.class, () -> SchedulerConfig.read(large));
    assertTrue(e.getMessage().contains("more than 1 MiB"), e.getMessage());
    assertThrows(FormatException.class, () -> SchedulerConfig.read(folder.resolve("absent.json")));
    assertThrows(FormatException.class, () -> SchedulerConfig.read(folder));
  }
}
