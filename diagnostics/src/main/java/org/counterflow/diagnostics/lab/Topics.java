package org.counterflow.diagnostics.lab;

import java.util.List;
import java.util.stream.Collectors;
import org.counterflow.api.catalogue.Catalogue;

/** The topics by name. */
public final class Topics {
  private final List<Topic> all;

  /**
   * All of them.
   *
   * @param catalogue has the parts that they measure
   */
  public Topics(Catalogue catalogue) {
    all = List.of(new RatesTopic(catalogue), new EndToEndTopic());
  }

  /** In the order in which they are read. */
  public List<Topic> all() {
    return all;
  }

  /**
   * The one of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Topic find(String id) {
    for (Topic t : all) if (t.id().equals(id)) return t;
    throw new IllegalArgumentException("no topic \"" + id + "\". There are " + all.stream().map(Topic::id).collect(Collectors.joining(", ")));
  }
}
