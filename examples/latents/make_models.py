#!/usr/bin/env python3
"""Makes the three small networks of the example `latents`: what a text-to-image model has, in 40 KB.

    python3 make_models.py            (needs the package onnx; Debian: python3-onnx)

text_encoder.onnx   input_ids [batch, tokens] int64 -> last_hidden_state [batch, tokens, 16]: a table of 32 words
unet.onnx           sample [batch, 4, 8, 8], timestep [batch] int64, encoder_hidden_states [batch, tokens, 16] -> out_sample: the exact noise
                    estimate of latents that are normal about a pattern of the prompt, deviation 0.3, along scaled-linear betas
vae_decoder.onnx    latent_sample [batch, 4, 8, 8] -> sample [batch, 3, 64, 64]: a wider picture, colours mixed, edges softened
"""
import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

rng = np.random.default_rng(7)
WORDS, WIDTH, STEPS, DEVIATION = 32, 16, 1000, 0.3


def tensor(name, values, kind=np.float32):
    return numpy_helper.from_array(np.asarray(values, dtype=kind), name)


def model(name, inputs, outputs, nodes, weights, metadata=None):
    graph = helper.make_graph(nodes, name, [helper.make_tensor_value_info(*i) for i in inputs],
                              [helper.make_tensor_value_info(*o) for o in outputs], weights)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    for key, value in (metadata or {}).items():
        entry = made.metadata_props.add()
        entry.key, entry.value = key, value
    checker.check_model(made)
    save(made, name + ".onnx")


words = rng.standard_normal((WORDS, WIDTH))
words[0] = 0  # no word
model("text_encoder", [("input_ids", TensorProto.INT64, ["batch", "tokens"])],
      [("last_hidden_state", TensorProto.FLOAT, ["batch", "tokens", WIDTH])],
      [helper.make_node("Gather", ["words", "input_ids"], ["last_hidden_state"])], [tensor("words", words)])

betas = np.linspace(0.00085 ** 0.5, 0.012 ** 0.5, STEPS) ** 2
alpha = np.sqrt(np.cumprod(1 - betas))
sigma = np.sqrt(1 - alpha ** 2)
gain = sigma / (alpha ** 2 * DEVIATION ** 2 + sigma ** 2)
# A pattern of soft spots for each direction of a word.
y, x = np.mgrid[0:8, 0:8]
patterns = np.zeros((WIDTH, 4, 8, 8))
for k in range(WIDTH):
    for c in range(4):
        cy, cx, w = rng.uniform(0, 7), rng.uniform(0, 7), rng.uniform(1.2, 3)
        patterns[k, c] = rng.choice([-1, 1]) * np.exp(-((y - cy) ** 2 + (x - cx) ** 2) / (2 * w * w))
model("unet", [("sample", TensorProto.FLOAT, ["batch", 4, 8, 8]), ("timestep", TensorProto.INT64, ["batch"]),
               ("encoder_hidden_states", TensorProto.FLOAT, ["batch", "tokens", WIDTH])],
      [("out_sample", TensorProto.FLOAT, ["batch", 4, 8, 8])],
      [helper.make_node("ReduceMean", ["encoder_hidden_states"], ["prompt"], axes=[1], keepdims=0),
       helper.make_node("MatMul", ["prompt", "patterns"], ["flat"]),
       helper.make_node("Reshape", ["flat", "shape"], ["mean"]),
       helper.make_node("Gather", ["alpha", "timestep"], ["a"]), helper.make_node("Reshape", ["a", "column"], ["a4"]),
       helper.make_node("Gather", ["gain", "timestep"], ["g"]), helper.make_node("Reshape", ["g", "column"], ["g4"]),
       helper.make_node("Mul", ["mean", "a4"], ["here"]), helper.make_node("Sub", ["sample", "here"], ["off"]),
       helper.make_node("Mul", ["off", "g4"], ["out_sample"])],
      [tensor("patterns", patterns.reshape(WIDTH, -1)), tensor("shape", [-1, 4, 8, 8], np.int64), tensor("column", [-1, 1, 1, 1], np.int64),
       tensor("alpha", alpha), tensor("gain", gain)],
      {"counterflow.format": "1", "counterflow.prediction": "epsilon", "counterflow.time": "step", "counterflow.micro-batch": "4",
       "counterflow.schedule": "scaled-linear:beta-start=0.00085,beta-end=0.012,steps=1000"})

blur = np.zeros((4, 4, 5, 5))
kernel = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256
for c in range(4):
    blur[c, c] = kernel
mix = rng.standard_normal((3, 4, 1, 1)) * 0.25
model("vae_decoder", [("latent_sample", TensorProto.FLOAT, ["batch", 4, 8, 8])], [("sample", TensorProto.FLOAT, ["batch", 3, 64, 64])],
      [helper.make_node("Resize", ["latent_sample", "", "scales"], ["wide"], mode="linear", coordinate_transformation_mode="half_pixel"),
       helper.make_node("Conv", ["wide", "blur"], ["soft"], pads=[2, 2, 2, 2]),
       helper.make_node("Conv", ["soft", "mix"], ["colours"]), helper.make_node("Tanh", ["colours"], ["sample"])],
      [tensor("scales", [1, 1, 8, 8]), tensor("blur", blur), tensor("mix", mix)])
