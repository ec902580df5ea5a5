package org.counterflow.cli.verb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.Network;
import org.counterflow.cli.model.BundledModel;
import org.counterflow.cli.model.Cache;
import org.counterflow.cli.model.ModelCard;
import org.counterflow.cli.model.Networks;
import org.counterflow.cli.terminal.Console;
import org.counterflow.formats.internal.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code models}: the bundled networks, by what their files say, for which no runtime is asked; or the ports of one network. */
final class ModelsVerb implements Verb {
  private static final List<String> SHOWN = List.of("data", "licence", "prediction", "schedule", "time", "range", "micro-batch");

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Specs.verb("Lists the bundled networks; with --model, what a network takes and gives, and what sample would take its "
        + "inputs and outputs for. sample --model takes an id from here, or any FILE.onnx that says its prediction, schedule and time (or is "
        + "sampled with --prediction, --schedule and --time).");
    spec.addOption(Specs.value("--model", "ID|FILE.onnx", "The network to look into."));
    return SampleOptions.said(spec);
  }

  @Override
  public int run(ParseResult given, Console console) {
    String model = SampleOptions.text(given, "--model");
    if (model != null) return sheet(model, given, console);
    if (given.hasMatchedOption(Specs.JSON)) {
      var list = new ArrayList<Map<String, @Nullable Object>>();
      for (BundledModel m : BundledModel.ALL) list.add(json(m));
      console.out().print(Json.pretty(list));
      return 0;
    }
    for (BundledModel m : BundledModel.ALL) console.out().print(text(m));
    return 0;
  }

  private static int sheet(String model, ParseResult given, Console console) {
    Map<String, String> said = SampleOptions.said(given);
    Cache.announce();
    try (Network network = new Networks(Backends.installed(), null, Options.defaults()).open(model)) {
      console.showLoggedWarnings();
      NetworkSheet sheet = NetworkSheet.of(model, network, said);
      console.out().print(given.hasMatchedOption(Specs.JSON) ? Json.pretty(sheet.json()) : sheet.text());
      return 0;
    }
  }

  private static Map<String, @Nullable Object> json(BundledModel model) {
    ModelCard card = ModelCard.of(model);
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("id", model.id());
    m.put("kind", "model");
    m.put("module", "org.counterflow.cli");
    m.put("summary", card.says("title", ""));
    m.put("paper", "");
    m.put("order", null);
    m.put("evaluations", null);
    m.put("stochastic", null);
    m.put("parameters", List.of());
    for (String key : SHOWN) m.put(key, card.says(key, ""));
    m.put("classes", card.classes());
    m.put("bytes", model.bytes());
    m.put("sha256", model.sha256());
    return m;
  }

  private static String text(BundledModel model) {
    ModelCard card = ModelCard.of(model);
    var s = new StringBuilder(model.id() + "  " + card.says("title", "") + "\n");
    for (String key : SHOWN) if (!card.says(key, "").isEmpty()) s.append("    ").append(key).append(": ").append(card.says(key, ""))
        .append('\n');
    if (!card.classes().isEmpty()) s.append("    classes: ").append(String.join(", ", card.classes())).append('\n');
    return s.toString();
  }
}
