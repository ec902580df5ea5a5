package org.counterflow.formats.internal.png;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JDK's own PNG reader, by reflection: the module that is tested does not read {@code java.desktop}. */
final class Desktop {
  private final Object reader;

  private Desktop(Object reader) {
    this.reader = reader;
  }

  static Desktop open(Path file) throws Exception {
    Class<?> io = Class.forName("javax.imageio.ImageIO");
    io.getMethod("setUseCache", boolean.class).invoke(null, false);
    Object stream = io.getMethod("createImageInputStream", Object.class).invoke(null, new File(file.toString()));
    Object reader = ((Iterator<?>) io.getMethod("getImageReadersByFormatName", String.class).invoke(null, "png")).next();
    call("javax.imageio.ImageReader", reader, "setInput", new Class<?>[] {Object.class}, stream);
    return new Desktop(reader);
  }

  /**
   * Writes a picture as the JDK does.
   *
   * @param type as {@code BufferedImage} numbers them
   * @param argb row by row
   */
  static void write(int width, int height, int type, int[] argb, Path file) throws Exception {
    Class<?> images = Class.forName("java.awt.image.BufferedImage");
    Object image = images.getConstructor(int.class, int.class, int.class).newInstance(width, height, type);
    call("java.awt.image.BufferedImage", image, "setRGB",
        new Class<?>[] {int.class, int.class, int.class, int.class, int[].class, int.class, int.class}, 0, 0, width, height, argb, 0, width);
    Class.forName("javax.imageio.ImageIO").getMethod("write", Class.forName("java.awt.image.RenderedImage"), String.class, File.class)
        .invoke(null, image, "png", new File(file.toString()));
  }

  /** Pixels as Counterflow's: gray values, or R, G, B. */
  Raster pixels() throws Exception {
    Object image = call("javax.imageio.ImageReader", reader, "read", new Class<?>[] {int.class}, 0);
    String type = "java.awt.image.BufferedImage";
    int w = (int) call(type, image, "getWidth", new Class<?>[0]), h = (int) call(type, image, "getHeight", new Class<?>[0]);
    Object raster = call(type, image, "getRaster", new Class<?>[0]);
    String of = "java.awt.image.Raster";
    int c = (int) call(of, raster, "getNumBands", new Class<?>[0]);
    int[] all = (int[]) call(of, raster, "getPixels", new Class<?>[] {int.class, int.class, int.class, int.class, int[].class}, 0, 0, w,
        h, null);
    var bytes = new byte[all.length];
    for (int i = 0; i < all.length; i++) bytes[i] = (byte) all[i];
    return Raster.of(w, h, c, bytes);
  }

  /** The texts of tEXt and iTXt chunks. */
  Map<String, String> texts() throws Exception {
    Object metadata = call("javax.imageio.ImageReader", reader, "getImageMetadata", new Class<?>[] {int.class}, 0);
    Object root = call("javax.imageio.metadata.IIOMetadata", metadata, "getAsTree", new Class<?>[] {String.class}, "javax_imageio_png_1.0");
    var texts = new LinkedHashMap<String, String>();
    collect(root, "tEXtEntry", "value", texts);
    collect(root, "iTXtEntry", "text", texts);
    return texts;
  }

  private static void collect(Object root, String tag, String attribute, Map<String, String> texts) throws Exception {
    String node = "javax.imageio.metadata.IIOMetadataNode", list = "org.w3c.dom.NodeList";
    Object found = call(node, root, "getElementsByTagName", new Class<?>[] {String.class}, tag);
    for (int i = 0; i < (int) call(list, found, "getLength", new Class<?>[0]); i++) {
      Object e = call(list, found, "item", new Class<?>[] {int.class}, i);
      texts.put((String) call(node, e, "getAttribute", new Class<?>[] {String.class}, "keyword"),
          (String) call(node, e, "getAttribute", new Class<?>[] {String.class}, attribute));
    }
  }

  private static Object call(String type, Object on, String method, Class<?>[] types, Object... arguments) throws Exception {
    try {
      return Class.forName(type).getMethod(method, types).invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
