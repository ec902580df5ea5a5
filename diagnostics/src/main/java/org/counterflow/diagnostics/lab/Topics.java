package org.counterflow.diagnostics.lab;

import java.util.List;
import java.util.stream.Collectors;
import org.counterflow.api.catalogue.Catalogue;
import org.counterflow.diagnostics.lab.fewsteps.FewStepsTopic;
import org.counterflow.diagnostics.lab.learned.EndToEndTopic;
import org.counterflow.diagnostics.lab.network.BudgetTopic;
import org.counterflow.diagnostics.lab.network.LikelihoodTopic;
import org.counterflow.diagnostics.lab.network.RegularityTopic;
import org.counterflow.diagnostics.lab.theory.AdaptTopic;
import org.counterflow.diagnostics.lab.theory.DimensionTopic;
import org.counterflow.diagnostics.lab.theory.RatesTopic;
import org.counterflow.diagnostics.lab.theory.ScoreErrorTopic;
import org.counterflow.diagnostics.topic.Material;
import org.counterflow.diagnostics.topic.Topic;

/** The topics by name. */
public final class Topics {
  private final List<Topic> all;

  /**
   * Those about known targets; one about networks fails where it asks for its material.
   *
   * @param catalogue has the parts that they measure
   */
  public Topics(Catalogue catalogue) {
    this(catalogue, Material.NONE);
  }

  /**
   * All of them.
   *
   * @param catalogue has the parts that they measure
   * @param material what those about networks measure; stays the caller's to close
   */
  public Topics(Catalogue catalogue, Material material) {
    all = List.of(
        new RatesTopic(catalogue),
        new ScoreErrorTopic(),
        new AdaptTopic(catalogue),
        new DimensionTopic(),
        new EndToEndTopic(),
        new RegularityTopic(material),
        new LikelihoodTopic(catalogue, material),
        new BudgetTopic(catalogue, material),
        new FewStepsTopic(catalogue, material));
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
