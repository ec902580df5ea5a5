package org.counterflow.api.tensor;


/**
 * An immutable handle on a batch of values of one shape; rows are samples. A handle made in a step dies at its end, except for
 * the state, the history, what was given to {@code next} and what was carried: late use is an error that says so.
 */
public final class Tensor implements Expr {
  private final Shape shape;
  private final String name;
  private final Storage storage;

  /**
   * A handle on stored values.
   *
   * @param shape of one sample
   * @param name shown in plans and messages
   * @param storage where the values are
   */
  public Tensor(Shape shape, String name, Storage storage) {
    this.shape = shape;
    this.name = name;
    this.storage = storage;
  }

  /**
   * Values given by a caller, for conditions and starts.
   *
   * @param shape of one sample
   * @param values row-major, {@code batch * shape.elements()} of them; copied
   * @throws IllegalArgumentException if the length is no positive multiple of the shape's elements
   */
  public static Tensor of(Shape shape, double... values) {
    long n = shape.elements();
    if (values.length == 0 || values.length % n != 0)
      throw new IllegalArgumentException(values.length + " values are no whole number of samples of shape " + shape + " (" + n + " elements)");
    return new Tensor(shape, "given", new Given(values.clone(), (int) (values.length / n)));
  }

  /** The shape of one sample. */
  public Shape shape() {
    return shape;
  }

  /** How many samples: 1, or the batch. A tensor of one sample counts for every sample of a batch. */
  public int batch() {
    return storage.batch();
  }

  /** What plans and messages call it. */
  public String name() {
    return name;
  }

  /** A copy of all values, row-major, [batch, shape]. */
  public double[] toDoubles() {
    return storage.toDoubles();
  }

  /** A copy of all values rounded to single precision, row-major, [batch, shape]. */
  public float[] toFloats() {
    double[] d = storage.toDoubles();
    var f = new float[d.length];
    for (int i = 0; i < f.length; i++) f[i] = (float) d[i];
    return f;
  }

  /** Where the values are: the driver's business. */
  public Storage storage() {
    return storage;
  }

  @Override
  public String toString() {
    return name;
  }

  /** What holds a tensor's values; implemented by the driver and by {@link Tensor#of}. */
  public interface Storage {
    /** Samples held. */
    int batch();

    /**
     * A copy of the values, row-major.
     *
     * @throws IllegalStateException if they were released
     */
    double[] toDoubles();
  }

  private record Given(double[] values, int batch) implements Storage {
    @Override
    public double[] toDoubles() {
      return values.clone();
    }

    @Override
    public boolean equals(Object o) {
      return this == o;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
