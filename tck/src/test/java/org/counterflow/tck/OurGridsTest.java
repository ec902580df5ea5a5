package org.counterflow.tck;

import java.util.Map;
import java.util.stream.Stream;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.process.TimeGrid;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every grid of the catalogue, and those around others. */
@ParameterizedClass
@MethodSource("grids")
class OurGridsTest extends GridContract {
  /** What cannot be made without an argument or a grid in brackets. */
  private static final Map<String, String> GIVEN = Map.of("power", "power:rho=2", "explicit", "explicit:times=900/600/300/100/0", "spaced", "spaced(leading,karras)");

  OurGridsTest(TimeGrid grid) {
    super(grid);
  }

  static Stream<TimeGrid> grids() {
    Stream<String> all = OurSolversTest.CATALOGUE.list(Kind.GRID).stream()
        .map(l -> GIVEN.getOrDefault(l.entry().id(), l.entry().id() + (l.entry().inner() == 1 ? "(karras)" : l.entry().inner() == 2 ? "(leading,karras)" : "")));
    return Stream.concat(all, Stream.of("final(log-snr):at=none", "final(linspace):at=sigma-min", "karras:rho=5", "leading:offset=1", "log-snr:from=-3,to=3"))
        .map(t -> OurSolversTest.CATALOGUE.find(Kind.GRID, t));
  }
}
