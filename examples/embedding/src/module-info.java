/** A program of somebody else's that has Counterflow in it. */
module com.example.embedding {
  requires org.counterflow.api;
  requires org.counterflow.solvers;
  requires jdk.httpserver;
  requires java.management;
  requires java.net.http;
}
