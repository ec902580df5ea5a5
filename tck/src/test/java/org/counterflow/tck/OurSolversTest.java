package org.counterflow.tck;

import java.util.stream.Stream;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.solver.Solver;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every solver of the catalogue, each once: several names mean one solver. That of a table is {@link FixedStrideTest}'s. */
@ParameterizedClass
@MethodSource("solvers")
class OurSolversTest extends OurSolvers {
  OurSolversTest(Solver solver) {
    super(solver);
  }

  static Stream<Solver> solvers() {
    return CATALOGUE.list(Kind.SOLVER).stream().map(l -> text(l.entry())).filter(t -> !t.startsWith("fixed-stride"))
        .map(t -> CATALOGUE.find(Kind.SOLVER, t)).distinct();
  }
}
