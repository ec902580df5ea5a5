package org.counterflow.api.catalogue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.counterflow.api.network.Call;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;
import org.counterflow.api.part.Arguments;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.solver.Step;
import org.counterflow.api.solver.Traits;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Expr;
import org.counterflow.api.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text by which parts are named. */
class CatalogueTest {
  /** A solver that only shows how it was made. */
  private record Shown(String text) implements Solver {
    @Override
    public Expr step(Step s) {
      return s.x();
    }

    @Override
    public Traits traits() {
      return Traits.of(3);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private record Named(String text) implements NoiseSchedule {
    @Override
    public Point at(double time) {
      return new Point(time, 1 - time, time);
    }

    @Override
    public double timeOfLambda(double lambda) {
      return 1 / (1 + StrictMath.exp(lambda));
    }

    @Override
    public Point earliest() {
      return at(0.01);
    }

    @Override
    public Point latest() {
      return at(1);
    }
  }

  private static final double INF = Double.POSITIVE_INFINITY;

  private enum Form {
    DATA, NOISE
  }

  private static final Parameter<Double> ETA = Parameter.number("eta", 0.5, 0, INF, "share of noise");
  private static final Parameter<Integer> ORDER = Parameter.integer("order", 2, 1, 4, "order");
  private static final Parameter<Form> FORM = Parameter.choice("form", Form.DATA, "which");
  private static final Parameter<Double> ONLY = Parameter.number("eta", 1, -1, 1, "a number");
  private static final Parameter<List<Double>> NUMBERS = Parameter.numbers("values", "the numbers");
  private static final Parameter<String> NAME = Parameter.text("file", "the file");
  private static final Parameter<Double> CHURN = Parameter.number("s-churn", 40, 0, INF, "churn");

  private static final Entry<Solver> PLAIN = solver("plain", a -> "plain");
  private static final Entry<Solver> SET = solver("set-up",
      a -> "eta " + a.get(ETA) + ", order " + a.get(ORDER) + ", form " + a.get(FORM), ETA, ORDER, FORM);
  private static final Entry<Solver> ONE = solver("one", a -> "one " + a.get(ONLY), ONLY);
  private static final Entry<Solver> LIST = solver("list", a -> "list " + a.get(NUMBERS), NUMBERS);
  private static final Entry<Solver> FILE = solver("from-file", a -> "file " + a.get(NAME), NAME);
  private static final Entry<Solver> AROUND = Entry.of(Kind.SOLVER, Part.of(Solver.class, "around", "Around one.", "").around(s -> s)
      .with(CHURN).made(a -> new Shown("around(" + a.inner(0, Solver.class) + ") by " + a.get(CHURN))));
  private static final Entry<Solver> BOTH = Entry.of(Kind.SOLVER, Part.of(Solver.class, "acme/both", "Around two.", "").around(s -> s)
      .around(s -> s).made(a -> new Shown("both(" + a.inner(0, Solver.class) + " then " + a.inner(1, Solver.class) + ")")));
  private static final Entry<NoiseSchedule> SCHEDULE = entry(Kind.SCHEDULE, "plain", new Named("plain"));

  private static Entry<Solver> solver(String id, Function<Arguments, String> text, Parameter<?>... parameters) {
    return Entry.of(Kind.SOLVER, Part.of(Solver.class, id, "What it is.", "").with(parameters).made(a -> new Shown(text.apply(a))));
  }

  private static <T> Entry<T> entry(Kind<T> kind, String id, T value) {
    return Entry.of(kind, Part.of(kind.type(), id, "", "").made(a -> value));
  }

  private static CatalogueProvider provider(int api, Entry<?>... entries) {
    return new CatalogueProvider() {
      @Override
      public int api() {
        return api;
      }

      @Override
      public List<Entry<?>> entries() {
        return List.of(entries);
      }
    };
  }

  private final Catalogue catalogue = Catalogue.of(List.of(provider(CatalogueProvider.API, PLAIN, SET, ONE, LIST),
      provider(CatalogueProvider.API, FILE, AROUND, BOTH, SCHEDULE)));

  private String solver(String text) {
    return catalogue.find(Kind.SOLVER, text).toString();
  }

  private String refused(String text) {
    return message(IllegalArgumentException.class, () -> solver(text));
  }

  /** The module, or on the class path the package, that the parts of this test are from. */
  private static String here() {
    Module m = CatalogueTest.class.getModule();
    return m.isNamed() ? m.getName() : CatalogueTest.class.getPackageName();
  }

  private static void says(String message, String... parts) {
    for (String p : parts) assertTrue(message.contains(p), message + " should say " + p);
  }

  private static <E extends RuntimeException> String message(Class<E> type, Executable work) {
    return String.valueOf(assertThrows(type, work).getMessage());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "plain|plain",
    " plain |plain",
    "set-up|eta 0.5, order 2, form DATA",
    "set-up:order=3|eta 0.5, order 3, form DATA",
    "set-up:form=noise,eta=0.25,order=4|eta 0.25, order 4, form NOISE",
    "set-up: form = noise , eta = 1e-3|eta 0.001, order 2, form NOISE",
    "set-up:eta=inf|eta Infinity, order 2, form DATA",
    "set-up:eta=.5e0,order=+3|eta 0.5, order 3, form DATA",
    "one:eta=-0.5|one -0.5",
    "one:0.75|one 0.75",
    "list:values=1/2.5/-3|list [1.0, 2.5, -3.0]",
    "list:1/inf|list [1.0, Infinity]",
    "around(plain)|around(plain) by 40.0",
    "around(plain):s-churn=3|around(plain) by 3.0",
    "around( set-up:order=3 ):s-churn=3|around(eta 0.5, order 3, form DATA) by 3.0",
    "around(around(plain):s-churn=1):s-churn=2|around(around(plain) by 1.0) by 2.0",
    "around(set-up:eta=0.25,order=3)|around(eta 0.25, order 3, form DATA) by 40.0",
    "around(set-up:eta=0.25,order=3,form=noise):s-churn=3|around(eta 0.25, order 3, form NOISE) by 3.0",
    "around(around(set-up:eta=0.25,order=3):s-churn=1):s-churn=2|around(around(eta 0.25, order 3, form DATA) by 1.0) by 2.0",
    "acme/both(set-up:eta=0.25,order=3,plain)|both(eta 0.25, order 3, form DATA then plain)",
    "acme/both(plain,set-up: eta = 0.25 , order = 3)|both(plain then eta 0.25, order 3, form DATA)",
    "acme/both(plain,one:0.5)|both(plain then one 0.5)",
    "acme/both(set-up:order=1,one)|both(eta 0.5, order 1, form DATA then one 1.0)",
    "acme/both(around(acme/both(plain,plain)):s-churn=7,list:1/2)|both(around(both(plain then plain)) by 7.0 then list [1.0, 2.0])"
  })
  void isReadAsOneWouldExpect(String text, String made) {
    assertEquals(made, solver(text));
  }

  @Test
  void theOnlyParameterThatMustBeGivenMayComeFirstWithoutItsName() {
    Entry<Solver> mixed = solver("mixed", a -> a.get(NUMBERS) + " of order " + a.get(ORDER), ORDER, NUMBERS);
    Catalogue c = Catalogue.of(List.of(provider(CatalogueProvider.API, mixed)));
    assertEquals("[1.0, 2.0] of order 3", c.find(Kind.SOLVER, "mixed:1/2,order=3").toString());
    assertEquals("[1.0, 2.0] of order 3", c.find(Kind.SOLVER, "mixed:order=3,values=1/2").toString());
    says(message(IllegalArgumentException.class, () -> c.find(Kind.SOLVER, "mixed:order=3,1/2")), "\"1/2\" has no name");
  }

  @ParameterizedTest
  @ValueSource(strings =
      {"data.npy", "C:\\data\\x.npy", "/home/a,b/x.npy", "a(1).npy", "a=b.npy", "x (copy), 2.npy", "s3://bucket/key?x=1", "a:b:c"})
  void aFileMayBeCalledAnything(String name) {
    assertEquals("file " + name, solver("from-file:" + name));
    assertEquals("file " + name, solver("from-file:file=" + name));
  }

  @Test
  void aFileInsideBracketsMayHaveColonsAndEqualSigns() {
    assertEquals("around(file C:\\a=b.npy) by 2.0", solver("around(from-file:C:\\a=b.npy):s-churn=2"));
    assertEquals("around(file a(1).npy) by 40.0", solver("around(from-file:a(1).npy)"));
  }

  @Test
  void anUnknownIdNamesTheNearestAndAllWithTheirModule() {
    String said = refused("set-upp:order=3");
    says(said, "no solver \"set-upp\"; nearest: set-up. Installed: plain, set-up, one, list", "from-file, around, acme/both",
        here());
    says(refused("arond(plain)"), "nearest: around");
    says(message(IllegalArgumentException.class, () -> catalogue.find(Kind.GRID, "karras")), "no grid \"karras\"",
        "no installed module brings a grid");
    // Ids of another kind are no answer.
    String other = message(IllegalArgumentException.class, () -> catalogue.find(Kind.SCHEDULE, "one"));
    says(other, "no schedule \"one\". Installed: plain");
    assertEquals(-1, other.indexOf("nearest"), other);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "set-up:ordr=3|set-up has no parameter \"ordr\"; it has eta, order, form",
    "plain:order=3|plain has no parameter \"order\"; it has none",
    "set-up:order=5|set-up: order must be in 1 to 4, was 5",
    "set-up:order=0|order must be in 1 to 4, was 0",
    "set-up:order=2.5|order must be a whole number, was 2.5",
    "set-up:order=1e300|order must be in 1 to 4, was 1e300",
    "set-up:order=inf|order must be in 1 to 4, was inf",
    "set-up:eta=-0.1|set-up: eta must be at least 0, was -0.1",
    "set-up:eta=NaN|eta must be a number, was \"NaN\"",
    "set-up:eta=0x1p3|eta must be a number, was \"0x1p3\"",
    "set-up:eta=1d|eta must be a number, was \"1d\"",
    "set-up:eta=|eta must be a number, was \"\"",
    "set-up:form=score|form must be one of data, noise, was \"score\"",
    "set-up:eta=1,eta=2|\"eta\" is given twice",
    "set-up:0.5|\"0.5\" has no name",
    "set-up:eta=1,|has no name",
    "set-up:|nothing follows the colon",
    "one:0.5,0.6|\"0.6\" has no name",
    "list|list needs values: the numbers",
    "list:1/x|values must be a number, was \"x\"",
    "list:1//2|values must be a number",
    "from-file|from-file needs file",
    "around|takes 1 solver in brackets, was \"around\"",
    "around(plain,plain)|takes 1 solver in brackets",
    "acme/both(plain)|takes 2 solvers in brackets",
    "plain(one)|takes nothing in brackets",
    "around(plain|a bracket is not closed",
    "around(plain)s-churn=3|after the brackets only",
    "around(plain):|nothing follows the colon",
    "around()|there is no id",
    "(plain)|there is no id",
    "''|there is no id",
    ":x|there is no id",
    "around(nothing)|no solver \"nothing\"",
    "around(set-up:order=9)|order must be in 1 to 4, was 9"
  })
  void isRefusedWithTheReason(String text, String reason) {
    says(refused(text), reason);
  }

  private static void leavesOut(Catalogue c, String... parts) {
    assertEquals(1, c.unusable().size());
    says(c.unusable().getFirst().toString(), parts);
    // Where something is looked for in vain, it may be there.
    says(message(IllegalArgumentException.class, () -> c.find(Kind.SOLVER, "nothing")), parts);
    says(message(IllegalArgumentException.class, () -> c.find(Kind.GRID, "nothing")), parts);
  }

  @Test
  void idsOfOneKindAreTakenOnce() {
    var other = solver("plain", a -> "another");
    Catalogue c = Catalogue.of(List.of(provider(CatalogueProvider.API, PLAIN, SCHEDULE), provider(CatalogueProvider.API, ONE, other)));
    leavesOut(c, "solver \"plain\"", here(), "remove one");
    assertEquals("plain", c.find(Kind.SOLVER, "plain").toString(), "the first counts");
    assertEquals("one 1.0", c.find(Kind.SOLVER, "one").toString(), "the rest of the second is there");
    assertEquals(new Named("plain"), c.find(Kind.SCHEDULE, "plain"), "of another kind");
  }

  @Test
  void anotherVersionIsLeftOutWithBothNumbersBeforeItsEntriesAreAskedFor() {
    var old = new CatalogueProvider() {
      @Override
      public int api() {
        return 0;
      }

      @Override
      public List<Entry<?>> entries() {
        throw new AssertionError("asked");
      }
    };
    Catalogue c = Catalogue.of(List.of(old, provider(CatalogueProvider.API, PLAIN)));
    leavesOut(c, "version 0", "version " + CatalogueProvider.API, "Remedy: install the release of");
    assertEquals("plain", c.find(Kind.SOLVER, "plain").toString());
  }

  @Test
  void aProviderThatFailsIsLeftOutAndTheOthersWork() {
    var failing = new CatalogueProvider() {
      @Override
      public int api() {
        return CatalogueProvider.API;
      }

      @Override
      public List<Entry<?>> entries() {
        throw new NoClassDefFoundError("com/acme/Missing");
      }
    };
    Catalogue c = Catalogue.of(List.of(failing, provider(CatalogueProvider.API, PLAIN)));
    leavesOut(c, here(), "com/acme/Missing", "Remedy");
    assertEquals("plain", c.find(Kind.SOLVER, "plain").toString());
  }

  @Test
  void aProviderThatCannotBeLoadedIsLeftOutAndTheOthersWork() {
    Iterator<CatalogueProvider> good = List.of(provider(CatalogueProvider.API, PLAIN), provider(CatalogueProvider.API, ONE)).iterator();
    var all = new Iterator<CatalogueProvider>() {
      private int calls;

      @Override
      public boolean hasNext() {
        return calls < 2 || good.hasNext();
      }

      @Override
      public CatalogueProvider next() {
        if (calls++ == 1) throw new ServiceConfigurationError("com.acme.Broken not found");
        return good.next();
      }
    };
    Catalogue c = Catalogue.of(all);
    leavesOut(c, "com.acme.Broken not found", "remove its jar");
    assertEquals(2, c.list(Kind.SOLVER).size());
  }

  @Test
  void listsKeepTheirOrderAndModule() {
    List<Catalogue.Listed> solvers = catalogue.list(Kind.SOLVER);
    assertEquals(List.of("plain", "set-up", "one", "list", "from-file", "around", "acme/both"),
        solvers.stream().map(l -> l.entry().id()).toList());
    for (Catalogue.Listed l : solvers) assertEquals(here(), l.module());
    assertEquals(0, catalogue.list(Kind.TARGET).size());
    assertNotNull(Catalogue.installed());
  }

  @Test
  void claimsAreShownWhereNoArgumentIsNeeded() {
    assertEquals(3, Objects.requireNonNull(SET.traits()).order());
    assertNull(LIST.traits());
    assertNull(AROUND.traits());
    assertNull(SCHEDULE.traits());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Plain", "two words", "-a", "a-", "a--b", "", "a/b/c", "a:b", "a(b)"})
  void idsAreKebabCase(String id) {
    assertThrows(IllegalArgumentException.class, () -> Part.of(Solver.class, id, "", ""));
  }

  @Test
  void numbersAreWrittenAsTheyAreRead() {
    var texts = new HashMap<Double,
        String>(Map.of(0.5, "0.5", 40.0, "40", -3.0, "-3", INF, "inf", -INF, "-inf", 1e-4, "1.0e-4", 0.00085, "8.5e-4", 1e7, "1.0e7"));
    texts.forEach((d, t) -> assertEquals(t, Parameter.text(d)));
    var v = Parameter.number("v", 0, -INF, INF, "v");
    var number = solver("n", a -> Double.toString(a.get(v)), v);
    Catalogue c = Catalogue.of(List.of(provider(CatalogueProvider.API, number)));
    var random = new SplittableRandom(1);
    var values = new ArrayList<>(texts.keySet());
    for (int i = 0; i < 200; i++) values.add(random.nextDouble(-1, 1) * StrictMath.pow(10, random.nextInt(-12, 18)));
    for (double d : values) assertEquals(Double.toString(d == 0 ? 0 : d), c.find(Kind.SOLVER, "n:v=" + Parameter.text(d)).toString());
  }

  @Test
  void aFactoryThatAsksForWhatItDidNotDeclareIsNamed() {
    var wrong = solver("wrong", a -> a.get(NAME));
    Catalogue c = Catalogue.of(List.of(provider(CatalogueProvider.API, wrong)));
    var e = assertThrows(IllegalArgumentException.class, () -> c.find(Kind.SOLVER, "wrong"));
    says(String.valueOf(e.getMessage()), "wrong", "file");
  }

  private static ScoreNetwork described(Map<String, String> description) {
    return described(description, true);
  }

  private static ScoreNetwork described(Map<String, String> description, boolean hasTime) {
    var inputs = new ArrayList<>(List.of(Port.of("sample", ElementType.FLOAT, "batch", 2)));
    if (hasTime) inputs.add(Port.of("timestep", ElementType.FLOAT, "batch"));
    var ports = new Ports(inputs, List.of(Port.of("out_sample", ElementType.FLOAT, "batch", 2)));
    var metadata = new HashMap<String, String>();
    description.forEach((k, v) -> metadata.put("counterflow." + k, v));
    return ScoreNetwork.of(new Network() {
      @Override
      public Ports ports() {
        return ports;
      }

      @Override
      public Map<String, String> metadata() {
        return metadata;
      }

      @Override
      public Map<String, String> identity() {
        return Map.of("file", "m.onnx");
      }

      @Override
      public void evaluate(Call call) {}

      @Override
      public void close() {}
    });
  }

  private static void same(ScoreFunction a, ScoreFunction b) {
    assertEquals(a.settings(), b.settings());
    assertEquals(a.networks(), b.networks());
    assertEquals(a.schedule(), b.schedule());
  }

  private static Catalogue describing() {
    return Catalogue.of(List.of(provider(CatalogueProvider.API, entry(Kind.PREDICTION, "epsilon", Prediction.EPSILON),
        Entry.of(Kind.PREDICTION, Prediction.parts().getLast()),
        entry(Kind.TIME, "step", TimeLabel.STEP), entry(Kind.TIME, "sigma", TimeLabel.SIGMA),
        entry(Kind.SCHEDULE, "straight", new Named("straight")), SCHEDULE)));
  }

  @Test
  void aNetworksDescriptionMakesItsScoreFunction() {
    var network = described(Map.of("prediction", "edm:sigma-data=0.25", "time", "sigma", "schedule", "straight"));
    ScoreFunction f = describing().score(network, Map.of());
    same(ScoreFunction.of(network, Prediction.edm(0.25), TimeLabel.SIGMA, new Named("straight")), f);
    ScoreFunction g = describing().score(network, Map.of("prediction", "epsilon", "schedule", "plain"));
    same(ScoreFunction.of(network, Prediction.EPSILON, TimeLabel.SIGMA, new Named("plain")), g);
    assertArrayEquals(new Object[] {List.of(network), Shape.of(2)}, new Object[] {f.networks(), f.shape()});
  }

  @Test
  void aProcessThatHasNoSuchTimeIsRefusedBeforeTheRun() {
    record Untimed() implements NoiseSchedule {
      @Override
      public Point at(double time) {
        return new Point(time, 1, time);
      }

      @Override
      public double timeOfLambda(double lambda) {
        return StrictMath.exp(-lambda);
      }

      @Override
      public double unit(Point p) {
        throw new IllegalArgumentException("told sigma");
      }

      @Override
      public Point earliest() {
        return at(1);
      }

      @Override
      public Point latest() {
        return at(2);
      }
    }
    Catalogue c = Catalogue.of(List.of(provider(CatalogueProvider.API, entry(Kind.PREDICTION, "epsilon", Prediction.EPSILON),
        entry(Kind.TIME, "step", TimeLabel.STEP), entry(Kind.TIME, "sigma", TimeLabel.SIGMA),
        entry(Kind.SCHEDULE, "untimed", new Untimed()))));
    Map<String, String> file = Map.of("prediction", "epsilon", "time", "step", "schedule", "untimed");
    says(message(NetworkException.class, () -> c.score(described(file), Map.of())), "m.onnx", "time=\"step\"", "told sigma", "--time");
    assertEquals("told sigma", message(IllegalArgumentException.class, () -> c.score(described(file), Map.of("time", "step"))));
    assertNotNull(c.score(described(file), Map.of("time", "sigma")));
    // A network without a time is told none, whatever its process.
    assertNotNull(c.score(described(Map.of("prediction", "epsilon", "schedule", "untimed"), false), Map.of()));
  }

  @Test
  void whatADescriptionLacksOrGetsWrongIsSaidWithItsFile() {
    Catalogue c = describing();
    var lacking = described(Map.of("prediction", "epsilon", "time", "step"));
    says(message(IllegalArgumentException.class, () -> c.score(lacking, Map.of())), "m.onnx", "schedule", "--schedule", "straight, plain");
    says(message(IllegalArgumentException.class, () -> c.score(described(Map.of()), Map.of())), "prediction and schedule and time",
        "--prediction (epsilon, edm)", "--schedule (", "--time (step, sigma)");
    var wrong = described(Map.of("prediction", "epsilom", "time", "step", "schedule", "plain"));
    says(message(NetworkException.class, () -> c.score(wrong, Map.of())), "m.onnx: its metadata say counterflow.prediction=\"epsilom\"",
        "nearest: epsilon", "correct the file's metadata, or override it with --prediction");
    says(message(IllegalArgumentException.class, () -> c.score(lacking, Map.of("shedule", "plain"))), "not of \"shedule\"", "schedule");
    // An override is the caller's own text: no word of the file.
    String own = message(IllegalArgumentException.class, () -> c.score(lacking, Map.of("prediction", "epsilom")));
    assertTrue(own.startsWith("no prediction \"epsilom\""), own);
    same(ScoreFunction.of(wrong, Prediction.EPSILON, TimeLabel.STEP, new Named("plain")),
        c.score(wrong, Map.of("prediction", "epsilon")));
  }

  @Test
  void partsNestSixteenDeepAndNoDeeper() {
    Catalogue c = catalogue;
    assertTrue(c.find(Kind.SOLVER, nested(15)).toString().startsWith("around("));
    for (int n : new int[] {16, 40, 100_000}) {
      String text = nested(n);
      var e = assertThrows(IllegalArgumentException.class, () -> assertTimeoutPreemptively(Duration.ofSeconds(5),
          () -> c.find(Kind.SOLVER, text)));
      assertTrue(e.getMessage().startsWith("a solver stands in the brackets of more than 15 others"), e.getMessage());
    }
  }

  private static String nested(int n) {
    return "around(".repeat(n) + "plain" + ")".repeat(n);
  }

  /** Texts of files, which may be as long as they like: nothing is searched by going back. */
  @ParameterizedTest
  @ValueSource(strings = {"around(plain):churn=%", "acme/both(plain, %)", "acme/both(plain,%=)", "around(%)", "%"})
  void longTextsTakeNoLonger(String form) {
    for (String letters : List.of("1", "a", " ", "a-", ".", "a.a ")) {
      String text = form.replace("%", letters.repeat(200_000));
      assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertThrows(IllegalArgumentException.class,
          () -> catalogue.find(Kind.SOLVER, text)), form + " of " + letters);
    }
  }

  /** Each calls the one before it. */
  @Test
  void aHundredRulesAndNoMore() {
    Catalogue c = Catalogue.of(List.of(provider(CatalogueProvider.API, entry(Kind.RULE, "plain", (e, w) -> e))));
    assertEquals(100, c.rules("plain" + " + plain".repeat(99)).size());
    var e = assertThrows(IllegalArgumentException.class, () -> c.rules("plain" + " + plain".repeat(100_000)));
    assertEquals("100001 rules are more than 100: leave some of them out", e.getMessage());
  }
}
