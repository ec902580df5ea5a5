package acme.leap;

import org.counterflow.tck.OrderContract;

/** Its order is 2, as it claims. */
class LeapOrderTest extends OrderContract {
  LeapOrderTest() {
    super(new Leap(0.5));
  }
}
