package acme.leap;

import java.util.List;
import org.counterflow.api.tensor.Precision;
import org.counterflow.tck.BackendContract;

/** The backend has the bits of the plain one. */
class AbacusTest extends BackendContract {
  AbacusTest() {
    super(new AbacusProvider());
  }

  @Override
  protected List<Precision> precisions() {
    return List.of(Precision.F32);
  }

  @Override
  protected List<Integer> threads() {
    return List.of(0);
  }
}
