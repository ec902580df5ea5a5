import module org.counterflow.api;
import module org.counterflow.formats;
import module org.counterflow.solvers;

void main() {
  var moons = Targets.twoMoons();
  var sampler = Sampler.of(moons.score()).solver(Solvers.dpmSolverPP2M()).grid(Grids.karras(7)).steps(20);
  try (var samples = sampler.sample(moons.shape(), Seeds.range(0, 2000))) {
    Png.write(samples, Path.of("moons.png"));
    IO.println(samples.recipe());
  }
}
