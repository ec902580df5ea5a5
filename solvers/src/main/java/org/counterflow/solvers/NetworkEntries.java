package org.counterflow.solvers;

import static org.counterflow.api.catalogue.Parameter.choice;
import static org.counterflow.api.catalogue.Parameter.number;

import java.util.List;
import java.util.Locale;
import org.counterflow.api.catalogue.Arguments;
import org.counterflow.api.catalogue.Entry;
import org.counterflow.api.catalogue.Kind;
import org.counterflow.api.catalogue.Parameter;
import org.counterflow.api.process.Prediction;
import org.counterflow.api.process.TimeLabel;
import org.counterflow.solvers.guidance.ClassifierFree;

/** What a network's output and time input mean, and guidance. */
final class NetworkEntries {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private NetworkEntries() {}

  static List<Entry<?>> list() {
    return List.of(
        prediction(Prediction.DATA, "the output is the data estimate", ""),
        prediction(Prediction.EPSILON, "the output is the noise estimate", "arXiv:2006.11239"),
        prediction(Prediction.VELOCITY, "alpha noise - sigma data, of the variance-preserving process", "arXiv:2202.00512"),
        prediction(Prediction.SCORE, "the output is the score", "arXiv:2011.13456"),
        Entry.of(Kind.PREDICTION, "flow", "the velocity of the straight path", "arXiv:2209.03003",
            a -> Prediction.flow(Prediction.Towards.valueOf(a.text("towards").toUpperCase(Locale.ROOT))),
            choice("towards", "where it points: noise - data, or data - noise (robotics, speech)", "noise", "data")),
        Entry.of(Kind.PREDICTION, "edm", "EDM's preconditioned output", "arXiv:2206.00364", a -> Prediction.edm(a.number("sigma-data")),
            number("sigma-data", 0.5, 0, 1e6, "standard deviation of the data, above 0")),
        Entry.of(Kind.TIME, "step", "the index in the table; in continuous time 999 t (vp), 1000 times the noise level (rectified-flow)", "",
            a -> TimeLabel.step(a.number("scale"), from(a)), scale(), from()),
        Entry.of(Kind.TIME, "unit", "0 to 1: index/(entries - 1) of a table, the time of vp, the noise level of rectified-flow", "",
            a -> TimeLabel.unit(a.number("scale"), from(a)), scale(), from()),
        Entry.of(Kind.TIME, "sigma", "sigma/alpha", "", a -> TimeLabel.sigma(a.number("scale")), scale()),
        Entry.of(Kind.TIME, "log-sigma", "a + b ln(sigma/alpha)", "arXiv:2206.00364", a -> TimeLabel.logSigma(a.number("a"), a.number("b")),
            number("a", 0, -1e9, 1e9, "offset"), number("b", 0.25, -1e9, 1e9, "factor, not 0; EDM's is 1/4")),
        Entry.of(Kind.GUIDANCE, "cfg", "classifier-free guidance", "arXiv:2207.12598",
            a -> new ClassifierFree(a.number("weight"), a.number("rescale"), a.number("from"), a.number("to")),
            new Parameter("weight", Parameter.Type.NUMBER, "", 0, 1000, List.of(), "1 is the conditional output, 0 the unconditional one"),
            number("rescale", 0, 0, 1, "share of the correction to the conditional output's deviation (diffusers: guidance_rescale)"),
            number("from", 0, 0, INFINITY, "least sigma/alpha that is guided"),
            number("to", INFINITY, 0, INFINITY, "greatest sigma/alpha that is guided")));
  }

  private static Entry<Prediction> prediction(Prediction p, String summary, String paper) {
    return Entry.of(Kind.PREDICTION, p.id(), summary, paper, a -> p);
  }

  private static Parameter scale() {
    return number("scale", 1, 0, 1e9, "factor, above 0");
  }

  private static Parameter from() {
    return choice("from", "the end where it is 0 (robotics, speech: noise)", "data", "noise");
  }

  private static TimeLabel.From from(Arguments a) {
    return TimeLabel.From.valueOf(a.text("from").toUpperCase(Locale.ROOT));
  }
}
