import org.counterflow.api.Backends;
import org.counterflow.api.Sampler;
import org.counterflow.api.backend.Options;
import org.counterflow.api.Seeds;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.solvers.Targets;

/** A plain program on the class path: samples with the plugin's solver, process and backend, and says what was left out. */
final class Program {
  private Program() {}

  public static void main(String[] args) {
    Catalogue all = Catalogue.installed();
    for (var left : all.unusable()) System.out.println("left out: " + left);
    try (var backend = Backends.installed().open("acme/abacus", Options.defaults());
        var samples = Sampler.of(Targets.twoMoons().score()).on(backend).along(all.find(Kind.SCHEDULE, "acme/eased:power=2"))
            .solver(all.find(Kind.SOLVER, "acme/leap")).steps(10).sample(Targets.twoMoons().shape(), Seeds.range(0, 100))) {
      System.out.println(samples.count() + " samples with " + samples.recipe().find("solver") + " on " + backend.id());
    }
  }
}
