package org.counterflow.cli.model;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BundledModelTest {
  @Test
  void contentIsWhatIsClaimed() throws Exception {
    var all = new ArrayList<>(BundledModel.ALL);
    all.add(BundledModel.FEATURES);
    for (BundledModel m : all) {
      try (InputStream in = m.content()) {
        byte[] bytes = in.readAllBytes();
        String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        assertAll(() -> assertEquals(m.bytes(), bytes.length), () -> assertEquals(m.sha256(), hash));
      }
    }
  }

  @Test
  void isFoundById() {
    assertEquals(BundledModel.ALL.getFirst(), BundledModel.find("fashion-mnist"));
    assertNull(BundledModel.find("mnist"));
    // No score network: nobody samples from it.
    assertNull(BundledModel.find(BundledModel.FEATURES.id()));
  }

  @Test
  void describesItself() {
    ModelCard card = ModelCard.of(BundledModel.ALL.getFirst());
    assertAll(() -> assertEquals("step", card.says("time", "")), () -> assertEquals("Ankle boot", card.className(9)),
        () -> assertEquals(10, card.nullClass()));
  }
}
