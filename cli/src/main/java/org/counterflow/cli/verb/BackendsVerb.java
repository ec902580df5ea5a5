package org.counterflow.cli.verb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.counterflow.api.Backends;
import org.counterflow.api.backend.Availability.Available;
import org.counterflow.api.backend.Availability.Unavailable;
import org.counterflow.api.backend.Device;
import org.counterflow.api.internal.text.Shown;
import org.counterflow.cli.model.Cache;
import org.counterflow.cli.terminal.Console;
import org.counterflow.formats.internal.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code backends}: what computes here, and why something does not. */
final class BackendsVerb implements Verb {
  private static final String BENCH = "--bench";

  @Override
  public CommandSpec spec() {
    return Specs.verb("Lists arithmetic backends and network runtimes with their devices, and for each that is not usable the "
        + "reason and the remedy. --backend takes an id, an id:device, or one of each kind joined by +.")
        .addOption(Specs.flag(BENCH, "Measure what each device does in a second: gigabytes of a sum, millions of normals, gigaflops of a "
            + "mixture's posterior mean, evaluations of the bundled network."));
  }

  @Override
  public int run(ParseResult given, Console console) {
    Cache.announce();
    Backends backends = Backends.installed();
    List<Backends.Found> all = backends.list();
    Rates rates = given.hasMatchedOption(BENCH) ? (f, i, d) -> Bench.rates(backends, f, i, d) : (f, i, d) -> Map.of();
    if (given.hasMatchedOption(Specs.JSON)) {
      console.out().print(Json.pretty(all.stream().map(f -> json(f, rates)).toList()));
      return 0;
    }
    for (Backends.Found f : all) console.out().print(text(f, rates));
    return 0;
  }

  /** What was measured of a device; nothing where nothing was asked for. */
  private interface Rates {
    Map<String, Double> of(Backends.Found f, int device, Device d);
  }

  private static Map<String, @Nullable Object> json(Backends.Found f, Rates rates) {
    var devices = new ArrayList<Map<String, @Nullable Object>>();
    if (f.availability() instanceof Available(List<Device> found)) {
      for (Device d : found) {
        Map<String, @Nullable Object> m = new LinkedHashMap<>();
        m.put("name", d.name());
        m.put("type", d.type());
        m.put("memoryBytes", d.memoryBytes() > 0 ? d.memoryBytes() : null);
        m.put("fp64", d.fp64());
        m.put("note", d.note().isEmpty() ? null : d.note());
        m.putAll(rates.of(f, devices.size(), d));
        devices.add(m);
      }
    }
    Unavailable not = f.availability() instanceof Unavailable u ? u : null;
    Map<String, @Nullable Object> m = new LinkedHashMap<>();
    m.put("id", f.id());
    m.put("kind", f.kind());
    m.put("available", not == null);
    m.put("reason", not == null ? null : not.reason());
    m.put("remedy", not == null ? null : not.remedy());
    m.put("rank", f.rank());
    m.put("devices", devices);
    return m;
  }

  private static String text(Backends.Found f, Rates rates) {
    var s = new StringBuilder(Shown.value(f.id()) + "  " + (f.kind().equals("network") ? "network runtime" : "arithmetic"));
    switch (f.availability()) {
      case Unavailable(String reason, String remedy) ->
          s.append(", not usable\n    ").append(Shown.message(reason)).append("\n    Remedy: ").append(Shown.message(remedy)).append('\n');
      case Available(List<Device> devices) -> {
        s.append('\n');
        for (int i = 0; i < devices.size(); i++) {
          Device d = devices.get(i);
          s.append("    ").append(Shown.value(d.name())).append("  ").append(details(d)).append('\n');
          rates.of(f, i, d).forEach((what, rate) -> s.append("        ").append(Bench.text(what, rate)).append('\n'));
        }
      }
    }
    return s.toString();
  }

  private static String details(Device d) {
    String memory = d.memoryBytes() <= 0 ? "" : ", " + Math.round(d.memoryBytes() / 0x1p20) + " MiB";
    return Shown.value(d.type()) + memory + (d.fp64() ? ", double precision" : ", no double precision")
        + (d.note().isEmpty() ? "" : ", " + Shown.value(d.note()));
  }
}
