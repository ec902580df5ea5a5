package acme.leap;

import org.counterflow.tck.ScheduleContract;

/** The process keeps to what processes keep to. */
class EasedTest extends ScheduleContract {
  EasedTest() {
    super(new Eased(1.5));
  }
}
