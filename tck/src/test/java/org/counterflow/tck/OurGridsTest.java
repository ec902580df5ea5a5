package org.counterflow.tck;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.part.Parameter;
import org.counterflow.api.process.TimeGrid;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every grid of the catalogue, and those around others. */
@ParameterizedClass
@MethodSource("grids")
class OurGridsTest extends GridContract {
  OurGridsTest(TimeGrid grid) {
    super(grid);
  }

  static Stream<TimeGrid> grids() {
    Stream<String> all = OurSolvers.CATALOGUE.list(Kind.GRID).stream().map(l -> text(l.entry()));
    return Stream.concat(all, Stream.of("final(log-snr):at=none", "final(linspace):at=sigma-min", "karras:rho=5", "leading:offset=1",
        "log-snr:from=-3,to=3"))
        .map(t -> OurSolvers.CATALOGUE.find(Kind.GRID, t));
  }

  /** With what it needs: grids in brackets, and a value in the range of each parameter without a default. */
  static String text(Entry<?> e) {
    String inner = e.inner() == 0 ? "" : e.inner() == 1 ? "(karras)" : "(leading,karras)";
    String given = e.parameters().stream().filter(Parameter::isRequired)
        .map(p -> p.name() + "=" + (p.type() == Parameter.Type.NUMBERS ? "900/700/500/300/100/0" : p.max() <= 1 ? "0.5"
            : "2.5")).collect(Collectors.joining(","));
    return e.id() + inner + (given.isEmpty() ? "" : ":" + given);
  }
}
