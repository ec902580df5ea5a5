package org.counterflow.backend.onnx;

import java.nio.file.Path;
import java.util.Locale;
import org.counterflow.api.backend.Availability;
import org.counterflow.api.backend.Availability.Unavailable;
import org.counterflow.api.backend.Options;
import org.counterflow.api.network.Network;
import org.counterflow.api.network.NetworkProvider;

/**
 * Finds {@link OnnxNetwork} for the registry: id {@code onnx}, files {@code *.onnx}; its devices are the execution providers that the
 * runtime at hand was compiled with, and {@code onnx:cuda} takes one of them. This class loads where ONNX Runtime is missing.
 */
public final class OnnxProvider implements NetworkProvider {
  static final String ID = "onnx";
  static final String ADD_JAR = "add com.microsoft.onnxruntime:onnxruntime:1.28.0 to the class path or module path";

  /** For the service loader. */
  public OnnxProvider() {}

  @Override
  public int api() {
    return NetworkProvider.API;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int rank() {
    return 100;
  }

  @Override
  public Availability probe() {
    return availability();
  }

  /** What there is of the runtime. */
  static Availability availability() {
    try {
      return Engine.availability();
    } catch (LinkageError e) {
      return new Unavailable("the classes of ONNX Runtime are missing (" + e.getMessage() + ")", ADD_JAR);
    }
  }

  @Override
  public boolean reads(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  @Override
  public Network open(Path file, Options options) {
    return OnnxNetwork.open(file, options);
  }
}
