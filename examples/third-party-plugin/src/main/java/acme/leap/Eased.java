package acme.leap;

import org.counterflow.api.part.Parameter;
import org.counterflow.api.part.Part;
import org.counterflow.api.process.NoiseSchedule;
import org.counterflow.api.process.Point;

/**
 * A variance-preserving process whose angle is a power of time: {@code alpha = cos(a)}, {@code sigma = sin(a)}, {@code a = pi/2 t^power}.
 *
 * <p>Times from 0.001 to 1; time 1 is pure noise, time 0 clean data.
 *
 * @param power in [0.5, 4]; 1.5 by default, 1 is the process of constant angular speed
 */
record Eased(double power) implements NoiseSchedule {
  private static final double QUARTER = Math.PI / 2;
  private static final Parameter<Double> POWER = Parameter.number("power", 1.5, 0.5, 4, "of time; above 1 more of it is spent near data");

  /** Name, parameter, how it is made and how it prints. */
  static final Part<Eased> PART = Part.of(Eased.class, "acme/eased", "variance-preserving, the angle a power of time", "")
      .with(POWER, Eased::power).made(a -> new Eased(a.get(POWER)));

  Eased {
    PART.checked(POWER, power);
  }

  @Override
  public Point at(double time) {
    if (time == 1) return new Point(1, 0, 1);
    double angle = QUARTER * StrictMath.pow(time, power);
    return new Point(time, StrictMath.cos(angle), StrictMath.sin(angle));
  }

  @Override
  public double timeOfLambda(double lambda) {
    return StrictMath.pow(StrictMath.atan(StrictMath.exp(-lambda)) / QUARTER, 1 / power);
  }

  // By way of the time, the cosine would lose the digits of a small alpha.
  @Override
  public Point atLambda(double lambda) {
    if (lambda == Double.POSITIVE_INFINITY) return clean();
    double small = StrictMath.exp(-Math.abs(lambda)), large = 1 / StrictMath.sqrt(1 + small * small);
    return lambda > 0 ? new Point(timeOfLambda(lambda), large, small * large) : new Point(timeOfLambda(lambda), small * large, large);
  }

  @Override
  public Point rate(double time) {
    Point p = at(time);
    double speed = QUARTER * power * StrictMath.pow(time, power - 1);
    return new Point(1, -speed * p.sigma(), speed * p.alpha());
  }

  @Override
  public Point earliest() {
    return at(0.001);
  }

  @Override
  public Point latest() {
    return at(1);
  }

  @Override
  public String toString() {
    return PART.text(this);
  }
}
