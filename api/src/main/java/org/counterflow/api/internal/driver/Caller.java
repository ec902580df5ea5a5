package org.counterflow.api.internal.driver;

import org.counterflow.api.score.Call;
import org.counterflow.api.score.Network;

/** Where calls of a network go: straight to it, or to the place where lanes meet. */
interface Caller {
  void call(Network network, Call call);
}
