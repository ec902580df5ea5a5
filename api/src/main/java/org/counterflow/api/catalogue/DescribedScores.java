package org.counterflow.api.catalogue;

import java.util.Map;
import org.counterflow.api.score.ScoreFunction;
import org.counterflow.api.score.ScoreNetwork;
import org.counterflow.api.score.ScoreReader;

/** Score functions of networks by the parts that are installed: the service behind {@code ScoreFunction.of(network)}. */
public final class DescribedScores implements ScoreReader {
  /** For {@link java.util.ServiceLoader}. */
  public DescribedScores() {}

  @Override
  public ScoreFunction read(ScoreNetwork network, Map<String, String> overrides) {
    return Catalogue.installed().score(network, overrides);
  }
}
