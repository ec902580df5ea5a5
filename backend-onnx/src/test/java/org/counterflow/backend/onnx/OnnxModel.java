package org.counterflow.backend.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes small ONNX models: the few fields of onnx.proto that the tests need, by their numbers there. Any operator is a {@link #node} of
 * its name.
 */
final class OnnxModel {
  static final int FLOAT = 1;
  static final int UINT8 = 2;
  static final int INT32 = 6;
  static final int INT64 = 7;
  static final int STRING = 8;
  static final int BOOL = 9;
  static final int FLOAT16 = 10;
  static final int DOUBLE = 11;
  static final int BFLOAT16 = 16;

  private final Message graph = new Message().text(2, "test");
  private final Message metadata = new Message();
  private int opset = 17;
  private int ir = 8;

  OnnxModel opset(int version) {
    opset = version;
    return this;
  }

  OnnxModel ir(int version) {
    ir = version;
    return this;
  }

  /** An input; a dimension is a number or a symbol, "" for a symbol without a name. */
  OnnxModel input(String name, int type, Object... dimensions) {
    graph.message(11, value(name, type, dimensions));
    return this;
  }

  OnnxModel output(String name, int type, Object... dimensions) {
    graph.message(12, value(name, type, dimensions));
    return this;
  }

  /** An output of which nothing but the type is declared. */
  OnnxModel outputOfAnyShape(String name, int type) {
    graph.message(12, new Message().text(1, name).message(2, new Message().message(1, new Message().number(1, type))));
    return this;
  }

  /** An input that is a sequence of tensors. */
  OnnxModel inputOfSequence(String name, int type) {
    Message tensor = new Message().message(1, new Message().number(1, type));
    graph.message(11, new Message().text(1, name).message(2, new Message().message(4, new Message().message(1, tensor))));
    return this;
  }

  OnnxModel node(String operator, String output, String... inputs) {
    return node(operator, List.of(output), inputs);
  }

  OnnxModel node(String operator, List<String> outputs, String... inputs) {
    graph.message(1, names(outputs, inputs).text(4, operator));
    return this;
  }

  /** A node with one integer attribute. */
  OnnxModel node(String operator, String output, String attribute, long value, String... inputs) {
    graph.message(1, names(List.of(output), inputs).text(4, operator)
        .message(5, new Message().text(1, attribute).number(3, value).number(20, 2)));
    return this;
  }

  OnnxModel constant(String name, float[] values, long... dimensions) {
    return constant(name, FLOAT, weights(values), dimensions);
  }

  OnnxModel constant(String name, long[] values) {
    var raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long v : values) raw.putLong(v);
    return constant(name, INT64, raw.array(), values.length);
  }

  /** A constant of so many floats whose values are in a file beside the model, from a byte on. */
  OnnxModel external(String name, String location, long offset, int count) {
    graph.message(5, tensor(name, location, offset, count));
    return this;
  }

  /** A node with a constant as its attribute {@code value}, its floats in a file beside the model. */
  OnnxModel externalNode(String output, String location, int count) {
    graph.message(1, externalConstant(output, location, count));
    return this;
  }

  /** {@code output = condition ? a constant from a file : -input}: the constant belongs to a graph inside the graph. */
  OnnxModel externalBranch(String output, String condition, String input, String location, int count) {
    Message then = new Message().message(1, externalConstant("then", location, count)).text(2, "then")
        .message(12, value("then", FLOAT, count));
    Message other = new Message().message(1, names(List.of("other"), input).text(4, "Neg")).text(2, "other")
        .message(12, value("other", FLOAT, count));
    graph.message(1, names(List.of(output), condition).text(4, "If")
        .message(5, new Message().text(1, "then_branch").message(6, then).number(20, 5))
        .message(5, new Message().text(1, "else_branch").message(6, other).number(20, 5)));
    return this;
  }

  private static Message externalConstant(String output, String location, int count) {
    return names(List.of(output)).text(4, "Constant")
        .message(5, new Message().text(1, "value").message(5, tensor("", location, 0, count)).number(20, 4));
  }

  private static Message tensor(String name, String location, long offset, int count) {
    return new Message().number(1, count).number(2, FLOAT).text(8, name)
        .message(13, new Message().text(1, "location").text(2, location))
        .message(13, new Message().text(1, "offset").text(2, Long.toString(offset)))
        .message(13, new Message().text(1, "length").text(2, Long.toString(4L * count)))
        .number(14, 1);
  }

  /** Floats as a file of weights holds them. */
  static byte[] weights(float... values) {
    var raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float v : values) raw.putFloat(v);
    return raw.array();
  }

  OnnxModel metadata(String key, String value) {
    metadata.message(14, new Message().text(1, key).text(2, value));
    return this;
  }

  byte[] bytes() {
    return new Message().number(1, ir).text(2, "counterflow-test").message(7, graph).message(8, new Message().text(1, "").number(2, opset))
        .append(metadata).bytes();
  }

  Path write(Path file) {
    try {
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private OnnxModel constant(String name, int type, byte[] raw, long... dimensions) {
    var tensor = new Message();
    for (long d : dimensions) tensor.number(1, d);
    graph.message(5, tensor.number(2, type).text(8, name).bytes(9, raw));
    return this;
  }

  private static Message names(List<String> outputs, String... inputs) {
    var node = new Message();
    for (String i : inputs) node.text(1, i);
    for (String o : outputs) node.text(2, o);
    return node;
  }

  private static Message value(String name, int type, Object... dimensions) {
    var shape = new Message();
    for (Object d : dimensions) {
      shape.message(1, d instanceof Integer n ? new Message().number(1, n) : d.equals("") ? new Message() : new Message()
          .text(2, (String) d));
    }
    return new Message().text(1, name).message(2, new Message().message(1, new Message().number(1, type).message(2, shape)));
  }

  /** A protobuf message in the making. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.bytes());
    }

    Message bytes(int field, byte[] value) {
      varint((long) field << 3 | 2);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    Message append(Message other) {
      out.writeBytes(other.bytes());
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }

    private void varint(long value) {
      for (; (value & ~0x7fL) != 0; value >>>= 7) out.write((int) (value & 0x7f | 0x80));
      out.write((int) value);
    }
  }
}
