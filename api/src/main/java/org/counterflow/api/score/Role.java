package org.counterflow.api.score;

import java.util.Locale;

/** What a port of a score network is there for. */
enum Role {
  STATE("the state"),
  TIME("the time"),
  TOWARDS("the target time"),
  CLASS("the class"),
  RAW("the raw output"),
  VARIANCE("the variance");

  private final String words;

  Role(String words) {
    this.words = words;
  }

  /** Whether it is an output's. */
  boolean isOutput() {
    return this == RAW || this == VARIANCE;
  }

  /** Whether a score network can do without. */
  boolean isOptional() {
    return this != STATE && this != RAW;
  }

  /** How options and metadata say it: {@code role.state}. */
  String key() {
    return "role." + name().toLowerCase(Locale.ROOT);
  }

  /** How a person says it: {@code --role state=NAME ...}. */
  String remedy() {
    String name = name().toLowerCase(Locale.ROOT);
    return "say it with --role " + name + "=NAME on the command line, " + key() + "=NAME in a program, or counterflow." + key()
        + " in the file's metadata";
  }

  @Override
  public String toString() {
    return words;
  }
}
