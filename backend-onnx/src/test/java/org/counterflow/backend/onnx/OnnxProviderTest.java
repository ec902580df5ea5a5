package org.counterflow.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.counterflow.api.backend.Availability.Available;
import org.counterflow.api.backend.Device;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.NetworkProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxProviderTest {
  @TempDir Path folder;

  private final NetworkProvider provider = new OnnxProvider();

  @Test
  void isFoundAsAService() throws Exception {
    // By its name: a test's module does not declare that it uses the service.
    try (var in = OnnxProvider.class.getResourceAsStream("/META-INF/services/" + NetworkProvider.class.getName())) {
      assertEquals(OnnxProvider.class.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
    var module = OnnxProvider.class.getModule();
    if (module.isNamed()) assertTrue(module.getDescriptor().provides().stream()
        .anyMatch(p -> p.providers().equals(List.of(OnnxProvider.class.getName()))));
    else assertTrue(ServiceLoader.load(NetworkProvider.class).stream().anyMatch(p -> p.type() == OnnxProvider.class));
  }

  @Test
  void saysWhatItIs() {
    assertEquals("onnx", provider.id());
    assertEquals(100, provider.rank());
    assertEquals(NetworkProvider.API, provider.api());
    assertTrue(Modifier.isPublic(OnnxProvider.class.getModifiers()));
  }

  @Test
  void probeListsTheExecutionProviders() {
    var devices = assertInstanceOf(Available.class, provider.probe()).devices();
    assertEquals(List.of(Device.of("CPUExecutionProvider", "cpu", true)), devices);
  }

  @Test
  void readsOnnxFilesByName() {
    assertTrue(provider.reads(Path.of("a/b/net.onnx")));
    assertTrue(provider.reads(Path.of("NET.ONNX")));
    assertFalse(provider.reads(Path.of("net.onnx.data")));
    assertFalse(provider.reads(Path.of("onnx")));
  }

  @Test
  void opensANetwork() {
    try (var network = provider.open(Fixture.fashion(folder), Fixture.options())) {
      assertInstanceOf(OnnxNetwork.class, network);
      assertTrue(network.toString().endsWith("fashion-mnist.onnx"));
    }
    assertThrows(NetworkException.class, () -> provider.open(folder.resolve("none.onnx"), Fixture.options()));
  }
}
