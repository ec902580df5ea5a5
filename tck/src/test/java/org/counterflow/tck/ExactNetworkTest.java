package org.counterflow.tck;

import org.counterflow.api.network.Network;
import org.counterflow.api.process.Prediction;
import org.counterflow.solvers.Schedules;
import org.counterflow.solvers.target.Mixtures;
import org.counterflow.tck.internal.ExactNetwork;

/** The network that the other contracts ask keeps to the contract of networks. */
class ExactNetworkTest extends NetworkContract {
  @Override
  protected Network open() {
    return new ExactNetwork(Mixtures.threeBumps(), Prediction.EPSILON, Schedules.vp());
  }
}
