package org.counterflow.api.backend;

import java.util.Objects;

/** What a backend or a network runtime can run on. Immutable. */
public final class Device {
  private final String name;
  private final String type;
  private final long memoryBytes;
  private final boolean fp64;
  private final String note;

  private Device(String name, String type, long memoryBytes, boolean fp64, String note) {
    this.name = Objects.requireNonNull(name, "name");
    this.type = Objects.requireNonNull(type, "type");
    this.memoryBytes = memoryBytes;
    this.fp64 = fp64;
    this.note = Objects.requireNonNull(note, "note");
  }

  /**
   * A device whose memory is not known.
   *
   * @param name as its maker calls it
   * @param type {@code cpu}, {@code gpu} or {@code accelerator}
   * @param fp64 whether it computes in double precision
   */
  public static Device of(String name, String type, boolean fp64) {
    return new Device(name, type, 0, fp64, "");
  }

  /**
   * The same with its memory.
   *
   * @param bytes above 0; 0 if unknown
   */
  public Device memory(long bytes) {
    if (bytes < 0) throw new IllegalArgumentException("a device has at least 0 bytes, was " + bytes);
    return new Device(name, type, bytes, fp64, note);
  }

  /**
   * The same with what else is worth knowing.
   *
   * @param text for lists: the driver and its version, what it does otherwise than others; empty for nothing
   */
  public Device note(String text) {
    return new Device(name, type, memoryBytes, fp64, text);
  }

  /** As its maker calls it. */
  public String name() {
    return name;
  }

  /** {@code cpu}, {@code gpu} or {@code accelerator}. */
  public String type() {
    return type;
  }

  /** Its memory, 0 if unknown. */
  public long memoryBytes() {
    return memoryBytes;
  }

  /** Whether it computes in double precision. */
  public boolean fp64() {
    return fp64;
  }

  /** What else is worth knowing; may be empty. */
  public String note() {
    return note;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Device d && d.name.equals(name) && d.type.equals(type) && d.memoryBytes == memoryBytes && d.fp64 == fp64 && d.note.equals(note);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, memoryBytes, fp64, note);
  }

  @Override
  public String toString() {
    return name + " (" + type + ")";
  }
}
