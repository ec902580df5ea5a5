package org.counterflow.api.internal.plain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlainProviderTest {
  private final PlainProvider provider = new PlainProvider();

  @Test
  void isTheJavaBackendOfThisInterface() {
    assertEquals("java", provider.id());
    assertEquals(0, provider.rank());
    assertEquals(BackendProvider.API, provider.api());
    assertEquals(Memory.HOST, provider.memory());
  }

  @Test
  void isAlwaysThere() {
    var available = assertInstanceOf(Availability.Available.class, provider.probe());
    assertEquals("cpu", available.devices().getFirst().type());
    assertTrue(available.devices().getFirst().fp64());
  }

  @ParameterizedTest
  @EnumSource(value = Precision.class, names = {"F32", "F64"})
  void opensInEitherPrecision(Precision precision) {
    try (var backend = provider.open(Options.defaults().in(precision).threads(3))) {
      assertEquals("java", backend.id());
      assertEquals(precision, backend.precision());
      assertEquals(Memory.HOST, backend.memory());
    }
  }

  @Test
  void namesWhatItDoesNotKnow() {
    var device = assertThrows(IllegalArgumentException.class, () -> provider.open(Options.defaults().device("gpu")));
    assertTrue(device.getMessage().contains("'gpu'"));
    var options = Options.defaults().with("warp", "9").with("tile", "4");
    var unknown = assertThrows(IllegalArgumentException.class, () -> provider.open(options));
    assertTrue(unknown.getMessage().contains("tile, warp"), unknown.getMessage());
  }
}
