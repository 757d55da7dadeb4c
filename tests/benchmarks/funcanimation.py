"""The peer: the same kind of film as most people make it. Usage: funcanimation.py OUT.gif|OUT.mp4"""

import sys

import imageio_ffmpeg
import matplotlib as mpl
import numpy as np
from matplotlib.animation import FFMpegWriter, FuncAnimation, PillowWriter

mpl.use("Agg")
from matplotlib import pyplot as plt

STEPS = 200


def train():
    """Return x, y and the history (STEPS + 1, 3) of w, b and loss, by plain NumPy: the training is not the subject."""
    x = np.linspace(0, 1, 100)
    y = 0.1 * x + 0.5 + np.random.default_rng(31).normal(0, 0.05, 100)
    w, b, history = 0.0, -1.0, []
    for _ in range(STEPS + 1):
        error = w * x + b - y
        history.append((w, b, np.mean(error**2)))
        w, b = w - 0.1 * np.mean(2 * error * x), b - 0.1 * np.mean(2 * error)
    return x, y, np.array(history)


def main():
    x, y, history = train()
    mpl.rcParams["animation.ffmpeg_path"] = imageio_ffmpeg.get_ffmpeg_exe()
    figure, (fit, loss) = plt.subplots(1, 2, figsize=(12.8, 7.2), dpi=100)
    fit.plot(x, y, "o", markersize=4)
    fit.plot(x, 0.1 * x + 0.5, "--")
    (guess,) = fit.plot([], [], linewidth=3)
    fit.set_ylim(-1.2, 1)
    (curve,) = loss.plot([], [])
    loss.set(xlim=(0, STEPS), yscale="log", ylim=(history[:, 2].min() / 1.2, history[:, 2].max() * 1.2))
    title = fit.set_title("")

    def show(step):
        w, b, value = history[step]
        guess.set_data(x, w * x + b)
        curve.set_data(np.arange(step + 1), history[: step + 1, 2])
        title.set_text(f"step {step}   w {w:.3f}   b {b:.3f}   loss {value:.4f}")

    gif = sys.argv[1].endswith(".gif")
    writer = PillowWriter(fps=30) if gif else FFMpegWriter(fps=30, codec="libx264", extra_args=["-pix_fmt", "yuv420p"])
    FuncAnimation(figure, show, frames=STEPS + 1).save(sys.argv[1], writer=writer)


if __name__ == "__main__":
    main()
