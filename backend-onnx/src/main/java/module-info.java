/** Networks on ONNX Runtime, with its execution providers. */
module org.counterflow.backend.onnx {
  requires transitive org.counterflow.api;
  requires com.microsoft.onnxruntime;
  requires static org.jspecify;

  exports org.counterflow.backend.onnx;

  provides org.counterflow.api.network.NetworkProvider with
      org.counterflow.backend.onnx.OnnxProvider;
}
