package org.counterflow.api.score;

import java.util.List;
import java.util.stream.Collectors;
import org.counterflow.api.network.NetworkException;
import org.counterflow.api.network.Port;
import org.counterflow.api.network.Ports;

/** What is said where roles cannot be found: the file, what is not clear, the option, and all ports. */
record Refusal(String file, Ports ports) {
  NetworkException of(String what, String remedy) {
    return new NetworkException(file + ": " + what + "; " + remedy + ". It has the " + ports);
  }

  NetworkException of(String what, Role role) {
    return of(what, role.remedy());
  }

  /** Several ports could have the role. */
  NetworkException several(Role role, List<Port> could) {
    return of("which " + (role.isOutput() ? "output" : "input") + " is " + role + " is not clear, it could be " + text(could), role);
  }

  static String text(List<Port> ports) {
    return ports.stream().map(Port::toString).collect(Collectors.joining(" or "));
  }
}
