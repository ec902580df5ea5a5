package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.BackendException;
import org.counterflow.api.backend.BackendProvider;
import org.counterflow.api.backend.Device;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.NetworkProvider;
import org.counterflow.api.tensor.Memory;
import org.counterflow.api.tensor.Precision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which backend and which network runtime is taken, and what is said if none can be. */
@Isolated("sets a system property")
class BackendsTest {
  private static final Availability GOOD = new Availability.Available(List.of(Device.of("here", "cpu", true)));
  private static final Availability BAD = new Availability.Unavailable("no such device", "plug one in");
  private static final Memory GPU = new Memory("gpu");
  private static final List<Network> HOSTED = List.of(HostNetwork.of(Worlds.PAIR, Precision.F32));

  private final List<String> told = new ArrayList<>();

  @AfterEach
  void forget() {
    System.clearProperty(Backends.PROPERTY);
  }

  private final class Arithmetic implements BackendProvider {
    final String id;
    final int rank;
    final Memory memory;
    final Availability found;
    int api = BackendProvider.API;
    boolean opens = true;
    /** What it fails at, and how. */
    String breaks = "";
    Supplier<? extends Throwable> fault = () -> new IllegalStateException("the driver is not at home");

    private void fail(String at) {
      if (breaks.equals(at)) BackendsTest.<RuntimeException>raise(fault.get());
    }

    Arithmetic(String id, int rank, Memory memory, Availability found) {
      this.id = id;
      this.rank = rank;
      this.memory = memory;
      this.found = found;
    }

    @Override
    public int api() {
      fail("api");
      return api;
    }

    @Override
    @SuppressWarnings("NullAway") // as plugins may
    public String id() {
      fail("id");
      return breaks.equals("id is null") ? null : id;
    }

    @Override
    public int rank() {
      fail("rank");
      return rank;
    }

    @Override
    public Memory memory() {
      fail("memory");
      return memory;
    }

    @Override
    @SuppressWarnings("NullAway") // as plugins may
    public Availability probe() {
      told.add("probe " + id);
      fail("probe");
      return breaks.equals("probe is null") ? null : found;
    }

    @Override
    @SuppressWarnings("NullAway") // as plugins may
    public Backend open(Options o) {
      fail("open");
      if (breaks.equals("open is null")) return null;
      told.add("open " + id + (o.device().isEmpty() ? "" : ":" + o.device()) + " " + o.precision());
      if (!opens) throw new BackendException("the driver is older than the device");
      return Worlds.java(o.precision());
    }
  }

  /** Anything, declared or not. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void raise(Throwable t) throws E {
    throw (E) t;
  }

  private final class Runtime implements NetworkProvider {
    final String id;
    final int rank;
    final String ending;
    final Availability found;
    int api = NetworkProvider.API;

    Runtime(String id, int rank, String ending, Availability found) {
      this.id = id;
      this.rank = rank;
      this.ending = ending;
      this.found = found;
    }

    @Override
    public int api() {
      return api;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public int rank() {
      return rank;
    }

    @Override
    public Availability probe() {
      return found;
    }

    @Override
    public boolean reads(Path file) {
      return file.toString().endsWith(ending);
    }

    @Override
    public Network open(Path file, Options o) {
      told.add("open " + id + (o.device().isEmpty() ? "" : ":" + o.device()));
      return HostNetwork.of(Worlds.PAIR, Precision.F32);
    }
  }

  private final Arithmetic slow = new Arithmetic("slow", 0, Memory.HOST, GOOD), fast = new Arithmetic("fast", 50, Memory.HOST, GOOD),
      missing = new Arithmetic("missing", 90, Memory.HOST, BAD), gpu = new Arithmetic("gpu", 99, GPU, GOOD);
  private final Runtime onnx = new Runtime("onnx", 10, ".onnx", GOOD), other = new Runtime("other", 5, ".onnx", GOOD);

  private Backends all() {
    return Backends.of(List.<BackendProvider>of(slow, fast, missing, gpu).iterator(), List.<NetworkProvider>of(other, onnx).iterator());
  }

  private static void says(Throwable e, String... parts) {
    for (String p : parts) assertTrue(String.valueOf(e.getMessage()).contains(p), e.getMessage() + " should say " + p);
  }

  @Test
  void automaticTakesTheBestThatWorksInTheMemoryAndProbesNoFurther() {
    all().automatic(HOSTED, Options.defaults()).close();
    assertEquals(List.of("probe missing", "probe fast", "open fast F32"), told);
    told.clear();
    all().automatic(List.of(HostNetwork.of(Worlds.PAIR, Precision.F32).in(GPU)), Options.defaults().in(Precision.F64)).close();
    assertEquals(List.of("probe gpu", "open gpu F64"), told);
    told.clear();
    all().automatic(List.of(), Options.defaults()).close();
    assertEquals(List.of("probe gpu", "open gpu F32"), told);
  }

  @Test
  void automaticGoesOnWhereOpeningFails() {
    fast.opens = false;
    all().automatic(HOSTED, Options.defaults()).close();
    assertEquals(List.of("probe missing", "probe fast", "open fast F32", "probe slow", "open slow F32"), told);
    slow.opens = false;
    says(assertThrows(BackendException.class, () -> all().automatic(HOSTED, Options.defaults())), "host", "missing: no such device",
        "fast: the driver is older than the device", "gpu: in other memory", "Remedy");
  }

  @Test
  void aNamedOneNeverFallsBack() {
    says(assertThrows(BackendException.class, () -> all().open("missing", Options.defaults())), "\"missing\"", "no such device",
        "plug one in", "--backend auto");
    fast.opens = false;
    says(assertThrows(BackendException.class, () -> all().open("fast", Options.defaults())), "older than the device");
    assertEquals(List.of("probe missing", "probe fast", "open fast F32"), told);
  }

  @Test
  void theDeviceFollowsTheColon() {
    all().open("slow:cpu1", Options.defaults()).close();
    all().open(new Backends.Choice("fast:2", null), HOSTED, Options.defaults()).close();
    all().open(Path.of("x.onnx"), "onnx:cuda", Options.defaults()).close();
    assertEquals(List.of("probe slow", "open slow:cpu1 F32", "probe fast", "open fast:2 F32", "open onnx:cuda"), told);
  }

  @Test
  void theArgumentCountsMoreThanTheProperty() {
    Backends all = all();
    assertEquals(new Backends.Choice("slow", null), all.choice("slow"));
    System.setProperty(Backends.PROPERTY, "fast:1");
    assertEquals(new Backends.Choice("slow", null), all.choice("slow"));
    assertEquals(new Backends.Choice("fast:1", null), all.choice(null));
    assertEquals(new Backends.Choice(null, null), all.choice("auto"));
    System.setProperty(Backends.PROPERTY, " ");
    assertEquals(new Backends.Choice(null, null), all.choice(null));
  }

  @Test
  void bothKindsAreJoinedByPlusInAnyOrder() {
    Backends all = all();
    assertEquals(new Backends.Choice("gpu:0", "onnx"), all.choice("gpu:0+onnx"));
    assertEquals(new Backends.Choice("gpu:0", "onnx:cpu"), all.choice("onnx:cpu+gpu:0"));
    assertEquals(new Backends.Choice(null, "onnx:cuda"), all.choice("onnx:cuda"));
    says(assertThrows(IllegalArgumentException.class, () -> all.choice("slow+fast")), "two arithmetic");
    says(assertThrows(IllegalArgumentException.class, () -> all.choice("onnx+other")), "two network");
    assertThrows(IllegalArgumentException.class, () -> all.choice("slow+"));
    assertEquals(List.of(), told, "choosing probes nothing");
  }

  @Test
  void anUnknownNameListsWhatIsInstalledWithoutProbing() {
    says(assertThrows(IllegalArgumentException.class, () -> all().choice("opencl:gpu")), "no backend \"opencl\"", "fast (arithmetic)",
        "onnx (network)");
    says(assertThrows(IllegalArgumentException.class, () -> all().open(Path.of("x.onnx"), "tensorrt", Options.defaults())), "tensorrt",
        "onnx (network)");
    assertEquals(List.of(), told);
  }

  @Test
  void aRuntimeIsFoundByTheFileOrByName() {
    all().open(Path.of("unet.onnx"), null, Options.defaults()).close();
    all().open(Path.of("unet.onnx"), "other", Options.defaults()).close();
    assertEquals(List.of("open onnx", "open other"), told);
    says(assertThrows(NetworkException.class, () -> all().open(Path.of("unet.pt"), null, Options.defaults())), "unet.pt", "onnx", "Remedy");
    var bad = Backends.of(List.<BackendProvider>of().iterator(), List.<NetworkProvider>of(new Runtime("onnx", 1, ".onnx", BAD)).iterator());
    says(assertThrows(NetworkException.class, () -> bad.open(Path.of("unet.onnx"), null, Options.defaults())), "onnx", "no such device",
        "plug one in");
  }

  @Test
  void theListHasEachWithItsReasonBestFirst() {
    List<Backends.Found> list = all().list();
    assertEquals(List.of("gpu", "missing", "fast", "slow", "onnx", "other"), list.stream().map(Backends.Found::id).toList());
    assertEquals(List.of("arithmetic", "arithmetic", "arithmetic", "arithmetic", "network", "network"),
        list.stream().map(Backends.Found::kind).toList());
    assertEquals(BAD, list.get(1).availability());
    assertEquals(99, list.getFirst().rank());
  }

  @Test
  void anotherVersionIsRefusedWithBothNumbersAndNothingElseOfItIsCalled() {
    slow.api = 7;
    onnx.api = 0;
    Backends all = all();
    List<Backends.Found> list = all.list();
    for (String id : List.of("slow", "onnx")) {
      Backends.Found f = list.stream().filter(x -> x.id().equals(id)).findFirst().orElseThrow();
      var u = assertInstanceOf(Availability.Unavailable.class, f.availability());
      says(new BackendException(u.reason()), id.equals("slow") ? "version 7" : "version 0", "version 2");
    }
    says(assertThrows(BackendException.class, () -> all.open("slow", Options.defaults())), "version 7", "version " + BackendProvider.API, "Remedy");
    says(assertThrows(BackendException.class, () -> all.choice("slow")), "version 7");
    says(assertThrows(NetworkException.class, () -> all.open(Path.of("x.onnx"), "onnx", Options.defaults())), "version 0");
    assertTrue(told.stream().noneMatch(t -> t.endsWith("slow")), told.toString());
  }

  /** What a service loader's iterator does with a jar that is half there. */
  private static Iterator<BackendProvider> failing(List<Supplier<BackendProvider>> providers) {
    Iterator<Supplier<BackendProvider>> all = providers.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public BackendProvider next() throws NoSuchElementException {
        return all.next().get();
      }
    };
  }

  @Test
  void aProviderThatCannotBeLoadedIsListedAndTheOthersWork() {
    Backends all = Backends.of(failing(Arrays.<Supplier<BackendProvider>>asList(() -> {
      throw new ServiceConfigurationError("acme.Provider not found");
    }, () -> slow, () -> {
      throw new NoClassDefFoundError("org/jocl/CL");
    })), List.<NetworkProvider>of().iterator());
    assertEquals(List.of("slow", "?", "?"), all.list().stream().map(Backends.Found::id).toList());
    var reasons = all.list().stream().skip(1).map(f -> assertInstanceOf(Availability.Unavailable.class, f.availability()).reason())
        .toList();
    assertTrue(reasons.get(0).contains("acme.Provider") && reasons.get(1).contains("jocl"), reasons.toString());
    all.automatic(HOSTED, Options.defaults()).close();
  }

  @Test
  void anIdIsTakenOnce() {
    var second = new Arithmetic("slow", 1000, Memory.HOST, GOOD);
    var network = new Runtime("fast", 1, ".x", GOOD);
    Backends all = Backends.of(List.<BackendProvider>of(slow, fast, second).iterator(), List.<NetworkProvider>of(network).iterator());
    List<Backends.Found> list = all.list();
    assertEquals(List.of("fast", "slow", "slow", "fast"), list.stream().map(Backends.Found::id).toList());
    for (Backends.Found f : list.subList(2, 4))
      assertTrue(assertInstanceOf(Availability.Unavailable.class, f.availability()).reason().contains("another provider has this id"));
    assertEquals(new Backends.Choice("fast", null), all.choice("fast"));
  }

  @Test
  void thePlainBackendIsAlwaysInstalled() {
    Backends installed = Backends.installed();
    assertTrue(installed.list().stream().anyMatch(f -> f.id().equals("java") && f.availability() instanceof Availability.Available));
    System.setProperty(Backends.PROPERTY, "java");
    try (Backend b = Backends.select(HostNetwork.of(Worlds.PAIR, Precision.F32))) {
      assertEquals("java", b.id());
      assertEquals(Precision.F32, b.precision());
    }
  }

  @Test
  void aSamplerWithoutABackendHonoursTheProperty() {
    Sampler s = Zoo.sampler(Worlds.bumps(), new SmallSolvers.Ddim(), Worlds.INSIDE);
    System.setProperty(Backends.PROPERTY, "acme/npu");
    says(assertThrows(IllegalArgumentException.class, () -> s.sample(Worlds.PAIR, Seeds.of(1))), "acme/npu");
    System.setProperty(Backends.PROPERTY, "java");
    try (Samples r = s.sample(Worlds.PAIR, Seeds.of(1))) {
      assertEquals("java", r.recipe().find("backend"));
      assertNull(r.recipe().find("micro-batch"));
    }
  }

  @Test
  void aProbeThatThrowsIsAFaultOfItsProviderAlone() {
    var broken = new Arithmetic("acme/npu", 200, Memory.HOST, GOOD);
    broken.breaks = "probe";
    Backends all = Backends.of(List.<BackendProvider>of(broken, new Arithmetic("good", 1, Memory.HOST, GOOD)).iterator(),
        List.<NetworkProvider>of().iterator());
    var found = assertInstanceOf(Availability.Unavailable.class, all.list().getFirst().availability());
    assertTrue(found.reason().contains("the driver is not at home"), found.reason());
    all.automatic(HOSTED, Options.defaults()).close();
    assertEquals("open good F32", told.getLast());
    String said = String.valueOf(assertThrows(BackendException.class, () -> all.open("acme/npu", Options.defaults())).getMessage());
    assertTrue(said.contains("its probe failed") && said.contains(BackendsTest.class.getPackageName()), said);
  }

  static Stream<Arguments> faults() {
    List<Supplier<Throwable>> faults = List.of(() -> new IllegalStateException("the driver is not at home"),
        () -> new Error("the driver is not at home"), () -> new AssertionError("the driver is not at home"),
        () -> new StackOverflowError("the driver is not at home"), () -> new OutOfMemoryError("the driver is not at home"),
        () -> new IOException("the driver is not at home"));
    return Stream.of("api", "id", "rank", "memory", "probe", "open").flatMap(w -> faults.stream().map(f -> Arguments.of(w, f)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aProviderThatThrowsAnythingTakesNothingElseWithIt(String where, Supplier<? extends Throwable> fault) {
    var broken = new Arithmetic("acme/npu", 200, Memory.HOST, GOOD);
    broken.breaks = where;
    broken.fault = fault;
    Backends all = Backends.of(List.<BackendProvider>of(broken, new Arithmetic("good", 1, Memory.HOST, GOOD)).iterator(),
        List.<NetworkProvider>of().iterator());
    all.automatic(HOSTED, Options.defaults()).close();
    assertEquals("open good F32", told.getLast());
    if (where.equals("open")) return;
    var found = assertInstanceOf(Availability.Unavailable.class, all.list().stream().filter(f -> !f.id().equals("good")).findFirst()
        .orElseThrow().availability());
    assertTrue(found.reason().contains("the driver is not at home"), found.reason());
    // Asked for by whatever name it has, or may have.
    String said = String.valueOf(assertThrows(RuntimeException.class, () -> all.open("acme/npu", Options.defaults())).getMessage());
    assertTrue(said.contains("the driver is not at home") && said.contains(BackendsTest.class.getPackageName()), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id is null", "probe is null", "open is null"})
  void nullIsAFaultOfItsProviderToo(String what) {
    var broken = new Arithmetic("acme/npu", 200, Memory.HOST, GOOD);
    broken.breaks = what;
    Backends all = Backends.of(List.<BackendProvider>of(broken, new Arithmetic("good", 1, Memory.HOST, GOOD)).iterator(),
        List.<NetworkProvider>of().iterator());
    all.automatic(HOSTED, Options.defaults()).close();
    assertEquals("open good F32", told.getLast());
    told.clear();
    // Asked for by name it never falls back, neither here nor in what asks for a choice.
    assertEquals(2, all.list().size());
    String said = String.valueOf(assertThrows(RuntimeException.class,
        () -> all.open(new Backends.Choice("acme/npu", null), HOSTED, Options.defaults())).getMessage());
    assertTrue(said.contains("null") && said.contains("Remedy"), said);
    assertTrue(told.stream().noneMatch(t -> t.startsWith("open good")), told.toString());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void oneAskedForByNameThatThrowsIsNamed(String where, Supplier<? extends Throwable> fault) {
    var broken = new Arithmetic("acme/npu", 200, Memory.HOST, GOOD);
    broken.breaks = where;
    broken.fault = fault;
    Backends all = Backends.of(List.<BackendProvider>of(broken).iterator(), List.<NetworkProvider>of().iterator());
    if (where.equals("open") && !(fault.get() instanceof Error)) return; // its own refusal, in its own words
    says(assertThrows(RuntimeException.class, () -> all.open("acme/npu", Options.defaults())), "the driver is not at home");
  }

  @Test
  void aRuntimeThatThrowsOrGivesNullIsNamed() {
    NetworkProvider broken = new NetworkProvider() {
      @Override
      public int api() {
        return NetworkProvider.API;
      }

      @Override
      public String id() {
        return "acme/net";
      }

      @Override
      public int rank() {
        return 90;
      }

      @Override
      public Availability probe() {
        return GOOD;
      }

      @Override
      public boolean reads(Path file) {
        if (file.endsWith("reads.onnx")) throw new AssertionError("no nose");
        return true;
      }

      @Override
      @SuppressWarnings("NullAway") // as plugins may
      public Network open(Path file, Options o) {
        if (file.endsWith("null.onnx")) return null;
        throw new StackOverflowError("deep");
      }
    };
    Backends all = Backends.of(List.<BackendProvider>of().iterator(), List.of(broken, onnx).iterator());
    all.open(Path.of("reads.onnx"), null, Options.defaults()).close();
    assertEquals(List.of("open onnx"), told);
    says(assertThrows(NetworkException.class, () -> all.open(Path.of("null.onnx"), null, Options.defaults())), "acme/net", "null",
        "Remedy");
    says(assertThrows(NetworkException.class, () -> all.open(Path.of("x.onnx"), "acme/net", Options.defaults())), "acme/net", "deep",
        "x.onnx");
  }

  /** A jar that was made of several may have lost all lists of services. */
  @Test
  void thePlainBackendIsNoService() {
    assertEquals(0, ServiceLoader.load(BackendProvider.class, BackendProvider.class.getClassLoader()).stream()
        .filter(p -> p.type().getName().startsWith("org.counterflow.api.internal")).count());
    assertEquals(1, Backends.installed().list().stream().filter(f -> f.id().equals("java")).count());
  }
}
