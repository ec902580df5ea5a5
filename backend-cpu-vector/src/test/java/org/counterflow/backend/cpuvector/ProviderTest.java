package org.counterflow.backend.cpuvector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.ServiceLoader;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Device;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.Test;

class ProviderTest {
  /** Prints what the service loader and the probe say; fails if opening does not agree. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
        if (!provider.id().equals("cpu-vector")) continue;
        Availability found = provider.probe();
        System.out.println(found);
        try {
          provider.open(Options.defaults()).close();
          System.out.println("opened");
        } catch (BackendException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  @Test
  void whereTheVectorApiIsItIsAvailable() {
    var provider = new CpuVectorProvider();
    assertEquals("cpu-vector", provider.id());
    assertEquals(100, provider.rank());
    assertEquals(BackendProvider.API, provider.api());
    Device device = assertInstanceOf(Availability.Available.class, provider.probe()).devices().get(0);
    assertTrue(device.name().matches("CPU, (128|256|512)-bit vectors"), device.name());
    try (Backend backend = provider.open(Options.defaults().in(Precision.F64))) {
      assertEquals(provider.id(), backend.id());
      assertEquals(Precision.F64, backend.precision());
      assertEquals(Memory.HOST, backend.memory());
      assertEquals(provider.memory(), backend.memory());
    }
  }

  @Test
  void optionsItDoesNotHaveAreRefused() {
    var provider = new CpuVectorProvider();
    assertThrows(IllegalArgumentException.class, () -> provider.open(Options.defaults().device("gpu")));
    var more = Options.defaults().with("speed", "high");
    assertTrue(assertThrows(IllegalArgumentException.class, () -> provider.open(more)).getMessage().contains("speed"));
  }

  @Test
  void aMissingModuleIsReportedWithItsFlag() throws Exception {
    assertUnavailable(List.of(), "--add-modules jdk.incubator.vector");
  }

  @Test
  void aMissingCompilerIsReported() throws Exception {
    assertUnavailable(List.of("--add-modules", "jdk.incubator.vector", "-Xint"), "remove -Xint");
    assertUnavailable(List.of("--add-modules", "jdk.incubator.vector", "-XX:TieredStopAtLevel=1"), "remove -Xint");
  }

  private static void assertUnavailable(List<String> options, String remedy) throws Exception {
    Child.Outcome child = Child.run(Probe.class, options);
    String output = String.join("\n", child.lines());
    assertEquals(0, child.exit(), output);
    assertTrue(output.contains("Unavailable[") && output.contains(remedy), output);
    assertTrue(output.contains("backend \"cpu-vector\" is not usable"), output);
  }
}
