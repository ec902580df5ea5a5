/** Small programs, one package each. */
module org.counterflow.examples {
  requires org.counterflow.solvers;
  requires org.counterflow.formats;
  requires org.counterflow.backend.onnx;
  requires com.microsoft.onnxruntime;
}
