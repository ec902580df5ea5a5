package org.counterflow.diagnostics.topic;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What topics about networks measure. Opened when a topic first asks for it; whoever made it closes it. */
public interface Material {
  /** None: topics about known targets need nothing. */
  Material NONE = new Material() {
    @Override
    public List<Subject> networks() {
      throw new IllegalStateException("this topic measures a network, and none is given");
    }

    @Override
    public DataSet data() {
      throw new IllegalStateException("this topic measures with data, and none are given");
    }
  };

  /** The networks to study; one or more. */
  List<Subject> networks();

  /** The first of them. */
  default Subject network() {
    return networks().getFirst();
  }

  /** Data of their kind; of the shape of the first network's samples. */
  DataSet data();

  /** The solver to study as the catalogue names it, or null where the topic chooses. */
  default @Nullable String solver() {
    return null;
  }

  /** The number of steps to study; nothing where the topic chooses. */
  default OptionalInt steps() {
    return OptionalInt.empty();
  }

  /** Where samples of the first network are compared as pictures; null where nothing looks at samples of their shape. */
  default @Nullable FeatureSpace features() {
    return null;
  }
}
