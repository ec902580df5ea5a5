package org.counterflow.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Device;
import org.counterflow.api.backend.Options;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a machine without OpenCL, in a JVM of its own for each kind of it; and which device is taken where there is one. */
class ProviderTest {
  @TempDir
  Path folder;

  /** Prints what the registry finds, and what opening says. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) {
      Backends all = Backends.installed();
      all.list().stream().filter(f -> f.id().equals("opencl")).forEach(f -> System.out.println(f.availability()));
      try {
        all.open("opencl", Options.defaults()).close();
        System.out.println("opened");
      } catch (BackendException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private Child child() throws Exception {
    return new Child().flags("--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
  }

  /** The reason and the remedy are said by the list and by opening, and nothing else is. */
  private void assertUnavailable(Child child, String reason, String remedy) throws Exception {
    Child.Outcome found = child.run(Program.class);
    assertEquals(0, found.exit(), found.output());
    List<String> lines = found.output().lines().filter(l -> !l.startsWith("WARNING: ")).toList();
    assertEquals(2, lines.size(), found.output());
    assertTrue(lines.get(0).startsWith("Unavailable[reason=") && lines.get(0).contains(reason) && lines.get(0).contains(remedy), found.output());
    assertTrue(lines.get(1).startsWith("backend \"opencl\" asked for but not usable: ") && lines.get(1).contains(reason), found.output());
    assertEquals(List.of(), Child.files(folder.resolve("tmp")));
  }

  @Test
  void theIdAndTheRank() {
    var provider = new OpenClProvider();
    assertEquals("opencl", provider.id());
    assertEquals(50, provider.rank());
    assertEquals(BackendProvider.API, provider.api());
    assertEquals(new Memory("opencl"), provider.memory());
    assertThrows(IllegalArgumentException.class, () -> provider.open(Options.defaults().with("speed", "high")));
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "the variable of Linux's linker")
  void withoutTheLoader() throws Exception {
    // What the linker finds first is no library.
    Path libraries = Files.createDirectories(folder.resolve("libraries"));
    for (String name : List.of("libOpenCL.so", "libOpenCL.so.1")) Files.writeString(libraries.resolve(name), "no library");
    assertUnavailable(child().with("LD_LIBRARY_PATH", libraries.toString()), "OpenCL's loader is not on this machine (libOpenCL.so, libOpenCL.so.1)",
        "install a driver for the device together with the loader");
  }

  @Test
  void withoutTheJarOfJocl() throws Exception {
    assertUnavailable(child().without("jocl"), "the classes of JOCL are missing", "add org.jocl:jocl:2.0.6");
  }

  @Test
  void withoutTheRightToCallNativeCode() throws Exception {
    assertUnavailable(new Child().flags("--illegal-native-access=deny", "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp"))),
        "Illegal native access", "--enable-native-access=jocl,org.counterflow.backend.opencl (class path: ALL-UNNAMED)");
  }

  /** Those that need a loader to get so far. */
  @Nested
  @NeedsDevice
  class WithALoader {
    @Test
    void withoutADriver() throws Exception {
      Path none = Files.createDirectories(folder.resolve("vendors"));
      assertUnavailable(child().with("OCL_ICD_VENDORS", none.toString()), "OpenCL's loader is here, but it finds no driver", "install a driver");
    }

    @Test
    void withADriverThatCannotBeLoaded() throws Exception {
      Path vendors = Files.createDirectories(folder.resolve("vendors"));
      Files.writeString(vendors.resolve("broken.icd"), Files.writeString(folder.resolve("libbroken.so"), "no library").toString());
      assertUnavailable(child().with("OCL_ICD_VENDORS", vendors.toString()), "it finds no driver", "install a driver");
    }

    @Test
    void withADriverThatHasNoDevice() throws Exception {
      Child child = Shim.compiled(folder).child().flags("--enable-native-access=ALL-UNNAMED",
          "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp"))).with("COUNTERFLOW_FAULT", "clGetDeviceIDs:1:-1");
      // Asked again for the opening it would have one.
      Child.Outcome found = child.run(Program.class);
      assertTrue(found.output().contains("Unavailable[reason=no OpenCL driver has a device (") && found.output().contains(": no device)"),
          found.output());
    }

    @Test
    void withADriverThatFails() throws Exception {
      Child child = Shim.compiled(folder).child().flags("--enable-native-access=ALL-UNNAMED",
          "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp"))).with("COUNTERFLOW_FAULT", "clGetPlatformIDs:1:-6");
      Child.Outcome found = child.run(Program.class);
      assertTrue(found.output().contains("Unavailable[reason=OpenCL's loader fails: clGetPlatformIDs gave CL_OUT_OF_HOST_MEMORY (-6)"),
          found.output());
    }

    @Test
    void whereItsLibraryCannotBeUnpacked() throws Exception {
      Path file = Files.writeString(folder.resolve("file"), "");
      assertUnavailable(new Child().flags("--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + file), "its library cannot be unpacked into "
          + file, "-Dcounterflow.cache");
    }

    @Test
    void itsLibraryIsKeptInTheCacheOrNowhere() throws Exception {
      Path cache = folder.resolve("cache");
      Child.Outcome found = child().run(Program.class);
      assertTrue(found.output().contains("opened"), found.output());
      assertEquals(List.of(), Child.files(folder.resolve("tmp")));
      for (int i = 0; i < 2; i++) {
        found = child().flags("-Dcounterflow.cache=" + cache).run(Program.class);
        assertTrue(found.output().contains("opened"), found.output());
        assertEquals(List.of(), Child.files(folder.resolve("tmp")));
        List<String> kept = Child.files(cache);
        assertEquals(1, kept.size(), kept::toString);
        assertTrue(kept.getFirst().startsWith("jocl-"), kept::toString);
        // A damaged one is replaced.
        Files.writeString(cache.resolve(kept.getFirst()), "damaged");
      }
    }

    @Test
    void aDeviceIsNamedByNumberTypeOrName() {
      var provider = new OpenClProvider();
      List<Device> devices = assertInstanceOf(Availability.Available.class, provider.probe()).devices();
      Device first = devices.getFirst();
      assertFalse(first.note().isEmpty());
      assertTrue(first.memoryBytes() > 0);
      for (String name : List.of("0", first.type(), first.name(), first.name().substring(1).toUpperCase(Locale.ROOT))) {
        try (Backend b = provider.open(Options.defaults().device(name))) {
          assertEquals("opencl", b.id());
          assertEquals(provider.memory(), b.memory());
          assertTrue(b.toString().contains(first.name()), b::toString);
        }
      }
      for (String name : List.of("99", "abacus")) {
        String said = String.valueOf(assertThrows(BackendException.class, () -> provider.open(Options.defaults().device(name))).getMessage());
        assertTrue(said.contains("no device '" + name + "'") && said.contains("0 " + first.name()), said);
      }
    }

    @Test
    void doublePrecisionWhereTheDeviceHasIt() {
      boolean fp64 = assertInstanceOf(Availability.Available.class, new OpenClProvider().probe()).devices().getFirst().fp64();
      Options f64 = Options.defaults().in(Precision.F64).device("0");
      if (fp64) new OpenClProvider().open(f64).close();
      else assertTrue(String.valueOf(assertThrows(BackendException.class, () -> new OpenClProvider().open(f64)).getMessage())
          .contains("no double precision"));
    }
  }
}
