package org.counterflow.backend.cpuvector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.backend.Buffer;
import org.counterflow.api.backend.Mixture;
import org.counterflow.api.backend.Options;
import org.counterflow.api.backend.Term;
import org.counterflow.api.backend.Terms;
import org.counterflow.api.backend.Tolerance;
import org.counterflow.api.tensor.Precision;

/** All operations of a backend at small sizes, a line with a hash of the results each: equal lines, equal bits. */
final class Digest {
  private final Backend backend;
  private final SplittableRandom random = new SplittableRandom(1);
  private final List<String> lines = new ArrayList<>();

  private Digest(Backend backend) {
    this.backend = backend;
  }

  /** Prints the lines of the vector backend, and what it is. */
  public static void main(String[] arguments) {
    for (var precision : List.of(Precision.F32, Precision.F64)) {
      try (Backend backend = new CpuVectorProvider().open(Options.defaults().in(precision).threads(1))) {
        System.out.println("# " + backend);
        of(backend).forEach(System.out::println);
      }
    }
  }

  static List<String> of(Backend backend) {
    var digest = new Digest(backend);
    digest.sums();
    digest.functions();
    digest.reductions();
    digest.posteriors();
    return digest.lines;
  }

  private void sums() {
    for (int n : new int[] {1, 37, 133, 300}) {
      Buffer out = backend.allocate(2, n);
      List<Term> terms = new ArrayList<>();
      for (int k = 0; k < 12; k++) {
        terms.add(new Term.OfBuffer(values(k == 5 ? 1 : 2, n), k == 3 ? new double[] {0, 2} : new double[] {0.1 + k}));
        if (k == 2 || k == 11) combine("sum of " + k, out, terms);
      }
    }
    List<Term> noise = List.of(new Term.OfNoise(0x0200000000000003L, new double[] {1}));
    for (int n : new int[] {5, 70, 300}) combine("noise", backend.allocate(3, n), noise);
    double[] c = random.doubles(50).map(x -> x < 0.3 ? 0 : x).toArray();
    Buffer short3 = backend.allocate(50, 3);
    combine("short rows", short3, List.of(new Term.OfBuffer(values(50, 3), c), noise.get(0), new Term.OfOnes(c)));
  }

  private void combine(String what, Buffer out, List<Term> terms) {
    backend.combine(out, new Terms(terms, new SplittableRandom(7).longs(out.samples()).toArray()));
    add(what, out);
  }

  private void functions() {
    for (int n : new int[] {1, 45, 130}) {
      Buffer out = backend.allocate(2, n);
      backend.multiply(values(2, n), values(1, n), out);
      add("product", out);
      backend.blend(values(2, n), values(2, n), values(2, n), out);
      add("blend", out);
      backend.clamp(values(2, n), new double[] {0.25, 0}, out);
      add("clamp", out);
      backend.exp(values(2, n), out);
      add("exp", out);
      for (Precision to : Precision.values()) {
        MemorySegment host = Arena.ofAuto().allocate(2L * n * to.bytes(), 8);
        backend.convert(out, 0.7, to, host);
        add("to " + to, host);
        backend.convert(host, to, out);
        add("from " + to, out);
      }
    }
  }

  private void reductions() {
    for (int n : new int[] {1, 5, 64, 130, 333}) {
      Buffer a = values(3, n);
      Buffer b = values(3, n);
      add("norm", backend.norm(a));
      add("mean", backend.mean(a));
      add("dot", backend.dot(a, b));
      add("error norm", backend.errorNorm(a, b, values(1, n), new Tolerance(1e-2, 1e-1)));
      add("quantile", backend.quantileOfAbs(a, 0.7));
      add("finite", backend.firstNotFinite(a));
    }
  }

  private void posteriors() {
    for (int[] size : new int[][] {{66, 3, 5}, {3, 66, 9}, {2, 1, 1}}) {
      int components = size[0];
      int dimensions = size[1];
      double[] means = random.doubles((long) components * dimensions, -1, 1).toArray();
      var widths = new double[components];
      Arrays.fill(widths, 0.4);
      double[] weights = widths.clone();
      Buffer x = values(size[2], dimensions);
      posterior(Mixture.ofData(dimensions, means), x);
      posterior(Mixture.of(dimensions, means, widths, weights), x);
      widths[0] = 0.7;
      posterior(Mixture.of(dimensions, means, widths, weights), x);
    }
  }

  private void posterior(Mixture mixture, Buffer x) {
    Buffer out = backend.allocate(x.samples(), x.elements());
    backend.mixturePosterior(mixture, 0.75, 0.4, x, out);
    add("posterior", out);
  }

  private Buffer values(int rows, int n) {
    Buffer b = backend.allocate(rows, n);
    for (int i = 0; i < rows * n; i++) {
      double x = random.nextDouble(-1, 1);
      if (backend.precision() == Precision.F32) b.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) x);
      else b.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, i, x);
    }
    return b;
  }

  private void add(String what, Buffer buffer) {
    add(what + " " + buffer.samples() + " x " + buffer.elements(), buffer.segment());
  }

  private void add(String what, MemorySegment values) {
    add(what, Arrays.hashCode(values.toArray(ValueLayout.JAVA_BYTE)));
  }

  private void add(String what, double... results) {
    lines.add(backend.precision() + " " + what + ": " + Integer.toHexString(Arrays.hashCode(results)));
  }
}
