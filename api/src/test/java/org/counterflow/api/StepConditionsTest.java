package org.counterflow.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.counterflow.api.backend.Backend;
import org.counterflow.api.process.Point;
import org.counterflow.api.score.Conditions;
import org.counterflow.api.score.Evaluation;
import org.counterflow.api.score.Guidance;
import org.counterflow.api.score.Workspace;
import org.counterflow.api.solver.Solver;
import org.counterflow.api.tensor.ElementType;
import org.counterflow.api.tensor.Precision;
import org.counterflow.api.tensor.Shape;
import org.counterflow.api.value.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What guidance makes anew in each step is not kept by the run beyond it. */
@Timeout(60)
class StepConditionsTest {
  /** A condition that fades with the noise. */
  private record Fading(List<WeakReference<Value>> made) implements Guidance {
    @Override
    public List<Conditions> ask(Conditions asked, Point at) {
      Value v = Value.of(Shape.of(5), new double[] {at.sigma(), 1, 2, 3, 4});
      made.add(new WeakReference<>(v));
      return List.of(asked.with("prompt", v));
    }

    @Override
    public Evaluation combine(List<Evaluation> answers, Workspace w) {
      return answers.getFirst();
    }
  }

  @Test
  void conditionsOfStepsBeforeAreForgotten() throws InterruptedException {
    HostNetwork net = HostNetwork.of(Worlds.PAIR, Precision.F32).taking("prompt", ElementType.FLOAT, Shape.of());
    for (Solver solver : List.of(new SmallSolvers.Ddim(), Zoo.adaptive(new SmallSolvers.Pair(1e-2)))) {
      var made = new ArrayList<WeakReference<Value>>();
      try (Backend b = Worlds.java(Precision.F32);
          Run run = Zoo.sampler(net.epsilon().guided(new Fading(made)), solver, Worlds.INSIDE).on(b).microBatch(2)
              .start(Worlds.PAIR, Worlds.seeds(5), Zoo.classes(5))) {
        for (int i = 0; i < 2; i++) run.advance();
        int before = made.size();
        assertTrue(before >= 2);
        run.advance();
        net.seen.clear();
        for (int i = 0; i < 500 && left(made, before) > 0; i++) {
          System.gc();
          Thread.sleep(10);
        }
        assertEquals(0, left(made, before), "of " + before + " conditions");
      }
    }
  }

  private static long left(List<WeakReference<Value>> made, int before) {
    return made.subList(0, before).stream().filter(v -> v.get() != null).count();
  }
}
