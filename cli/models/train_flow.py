"""Trains fashion-mnist-flow.onnx: a rectified flow on Fashion-MNIST.

    apt-get install python3-torch python3-onnx dataset-fashion-mnist
    python3 train_flow.py /usr/share/datasets/fashion-mnist fashion-mnist-flow.onnx

x_t = (1 - t) x_0 + t z with t in 0..1, and the network learns the velocity z - x_0. It takes [batch, 1, 28, 28] and [batch] (t),
and gives [batch, 1, 28, 28]. No classes. The file says all of it in its metadata. The seed is fixed; so is the number of steps, but
sums of floats depend on the machine, so the weights are not the same to the bit everywhere.
"""
import argparse
import copy
import gzip
import math
import pathlib
import time

import numpy
import torch
from torch import nn
from torch.nn import functional


def images(folder):
    """The 60 000 images of the training split, [n, 1, 28, 28] in -1..1."""
    with gzip.open(pathlib.Path(folder) / "train-images-idx3-ubyte.gz") as file:
        raw = numpy.frombuffer(file.read(), numpy.uint8, offset=16)
    return torch.from_numpy(raw.reshape(-1, 1, 28, 28).astype(numpy.float32) / 127.5 - 1)


class Block(nn.Module):
    """A residual block: depthwise 5x5, then a mixing of channels that the time scales and shifts."""

    def __init__(self, width, time_width):
        super().__init__()
        self.space = nn.Conv2d(width, width, 5, padding=2, groups=width)
        self.norm = nn.GroupNorm(1, width)
        self.modulation = nn.Linear(time_width, 3 * width)
        self.wide = nn.Conv2d(width, 3 * width, 1)
        self.narrow = nn.Conv2d(3 * width, width, 1)
        nn.init.zeros_(self.modulation.weight)
        nn.init.zeros_(self.modulation.bias)

    def forward(self, x, time):
        scale, shift, gate = self.modulation(time)[:, :, None, None].chunk(3, 1)
        h = self.norm(self.space(x)) * (1 + scale) + shift
        return x + (1 + gate) * self.narrow(functional.silu(self.wide(h)))


class Velocity(nn.Module):
    """A small U: 14x14 pixels of 2x2 patches, 7x7 below, skips between."""

    def __init__(self, width=48, depth=2, time_width=96):
        super().__init__()
        self.register_buffer("frequencies", torch.exp(torch.linspace(0, math.log(1000), 24)))
        self.time = nn.Sequential(nn.Linear(48, time_width), nn.SiLU(), nn.Linear(time_width, time_width), nn.SiLU())
        self.enter = nn.Conv2d(4, width, 3, padding=1)
        self.down = nn.Conv2d(width, 2 * width, 2, stride=2)
        self.up = nn.Conv2d(2 * width, width, 1)
        self.leave = nn.Conv2d(width, 4, 3, padding=1)
        self.fine = nn.ModuleList(Block(width, time_width) for _ in range(2 * depth))
        self.coarse = nn.ModuleList(Block(2 * width, time_width) for _ in range(depth))
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)

    def forward(self, sample, t):
        angles = t[:, None] * self.frequencies[None]
        time = self.time(torch.cat([angles.sin(), angles.cos()], 1))
        x = self.enter(functional.pixel_unshuffle(sample, 2))
        half = len(self.fine) // 2
        for block in self.fine[:half]:
            x = block(x, time)
        low = self.down(x)
        for block in self.coarse:
            low = block(low, time)
        x = x + functional.interpolate(self.up(low), scale_factor=2.0, mode="nearest")
        for block in self.fine[half:]:
            x = block(x, time)
        return functional.pixel_shuffle(self.leave(x), 2)


def train(data, steps, batch, rate):
    net = Velocity()
    average = copy.deepcopy(net)
    print("parameters", sum(p.numel() for p in net.parameters()), flush=True)
    optimizer = torch.optim.Adam(net.parameters(), rate)
    began, total = time.time(), 0.0
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, step / 200) * 0.5 * (1.02 + math.cos(math.pi * step / steps))
        clean = data[torch.randint(len(data), (batch,))]
        noise = torch.randn_like(clean)
        t = torch.sigmoid(torch.randn(batch) * 1.2)  # more of the middle, where the velocity is hardest to tell
        w = t[:, None, None, None]
        loss = functional.mse_loss(net((1 - w) * clean + w * noise, t), noise - clean)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        keep = min(0.999, (1 + step) / (10 + step))
        with torch.no_grad():
            for mean, now in zip(average.parameters(), net.parameters()):
                mean.lerp_(now, 1 - keep)
        total += loss.item()
        if step % 100 == 99:
            print(f"{step + 1} steps, {time.time() - began:.0f} s, loss {total / 100:.4f}", flush=True)
            total = 0.0
            if step % 1000 == 999:
                export(average, "checkpoint.onnx")
    return average


def export(net, path):
    import onnx
    net = copy.deepcopy(net).eval()
    inputs = (torch.randn(2, 1, 28, 28), torch.tensor([0.1, 0.9]))
    names = ["sample", "t"]
    torch.onnx.export(net, inputs, path, input_names=names, output_names=["velocity"], opset_version=16,
                      dynamic_axes={n: {0: "batch"} for n in [*names, "velocity"]})
    model = onnx.load(path)
    for size, dim in zip(["batch", 1, 28, 28], model.graph.output[0].type.tensor_type.shape.dim):
        dim.Clear()
        if isinstance(size, str):
            dim.dim_param = size
        else:
            dim.dim_value = size
    says = {"format": "1", "prediction": "flow", "schedule": "rectified-flow", "time": "unit", "range": "-1,1", "micro-batch": "16",
            "title": "Fashion-MNIST, rectified flow", "data": "Fashion-MNIST", "licence": "MIT"}
    for key, value in says.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = "counterflow." + key, value
    onnx.checker.check_model(model)
    onnx.save(model, path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", help="folder of the gzipped idx files")
    parser.add_argument("out", help="the .onnx file")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(given.threads)
    export(train(images(given.data), given.steps, given.batch, given.rate), given.out)


if __name__ == "__main__":
    main()
