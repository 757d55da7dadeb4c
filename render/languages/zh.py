"""Simplified Chinese."""

from typing import Literal

from render.languages import Code, Joint, Language, Notes, Telling, Text


class ChineseTelling(Telling):
    """Sentences in simplified Chinese."""

    between_sentences: Joint = ""
    between_items: Joint = "；"

    flat: Text = "水平，位于 {b}"
    sloped: Text = "为 w = {w}、b = {b}"
    short_start: Text = "直线起初{start}，通过梯度下降学习；到第 {step} 步时 w = {w}、b = {b}（{reference}）。"
    short_loss: Text = "损失从 {first} 变为 {last}：“{ending}”。"
    short_compared: Text = "{count} 次梯度下降同步进行，到第 {step} 步：{runs}。"
    short_run: Text = "{ends}，损失 {loss}"
    short_slow: Text = "慢动作：{steps}。"

    truth: Text = "真值：w = {w}、b = {b}"
    least_squares: Text = "最小二乘：w = {w}、b = {b}"
    known: Text = "数据是一条已知直线周围的 {points} 个点，该直线以虚线表示（{reference}）。"
    unknown: Text = "数据是 {points} 个点。真实直线未知，以虚线表示的最小二乘直线代替，{reference}。"
    axes: Text = "{x} 从 {x_low} 到 {x_high}，{y} 从 {y_low} 到 {y_high}。"
    panels: Text = "画面显示：{panels}。"
    fit: Text = "数据点、虚线和拟合直线"
    trail: Text = "逐渐淡去的先前各条拟合直线"
    bars: Text = "以线段表示的残差"
    squares: Text = "残差的平方"
    loss: Text = "每一步的损失"
    parameters: Text = "每一步的 w 和 b"
    surface: Text = "损失关于 w 和 b 的等高线，以及其上的路径"
    slice: Text = "损失沿 {parameter} 的曲线及其斜率"
    rule: Text = "代入当前数值的更新公式"
    code: Text = "TensorFlow 程序，正在运行的行高亮显示"
    status: Text = "步数、损失、w 和 b 的打印输出"

    compared: Text = "同步比较：{runs}。"
    run: Text = "{run}。"
    starts: Text = "拟合直线从 w = {w}、b = {b} 开始，此处损失为 {loss}。"
    rate: Text = "第 {first} 步到第 {last} 步，学习率为 {rate}。"
    batches: Text = "每一步只用 {points} 个点中的 {size} 个。"
    slow: Text = (
        "第 {step} 步的慢动作：直线对每个 x 预测一个 y；损失为 {loss}；梯度对 w 为 {w_slope}，对 b 为 {b_slope}。"
    )
    slow_update: Text = "更新时减去梯度的 {rate} 倍：w 从 {w} 变为 {new_w}，b 从 {b} 变为 {new_b}。"
    at: Text = "第 {step} 步：w = {w}、b = {b}，损失 {loss}。"
    half: Text = "到第 {step} 步，损失已降到初始值的一半以下。"
    ends: Text = "最后影片显示：“{ending}”。"
    captions: Text = "字幕：{captions}。"
    caption: Text = "第 {step} 步“{text}”"
    author: Text = "画面底部：{author}。"


class ChineseNotes(Notes):
    """The speaker's notes in Chinese."""

    begins: Text = "影片开始"
    slow: Text = "第 {step} 步（慢动作）"
    step: Text = "第 {step} 步"
    new_rate: Text = "从这里起，学习率为 {rate}"
    more_steps: Text = "再走 {steps} 步，学习率不变"
    ends: Text = "影片结束：{ending}"


class Chinese(Language):
    """简体中文."""

    kind: Literal["zh"] = "zh"
    code: Code = "zh-Hans"

    step: Text = "步数"
    of_steps: Text = "共 {steps} 步"
    loss: Text = "损失"
    run_loss: Text = "{run}：损失"
    run_ends: Text = "{run} {ending}"
    truth: Text = "真实"
    true_value: Text = "真值 {value}"
    least_squares: Text = "最小\n二乘"
    least_squares_value: Text = "最小二乘 {value}"
    guess: Text = "拟合"

    learning_rate: Text = "学习率 {rate}"
    rate_and_batches: Text = "学习率 {rate}，批量大小 {size}"
    stable_below: Text = "学习率小于 {rate} 时稳定"
    run_rate: Text = "学习率 {rate}"
    run_steps: Text = "{steps} 步"
    run_step: Text = "{steps} 步"
    run_batches: Text = "批量大小 {size}"
    run_seed: Text = "随机种子 {seed}"
    run_then: Text = "{first}；然后 {others}"
    more_steps: Text = "再 {steps} 步"

    log_scale: Text = "{name}（对数刻度）"
    mean_squared_error: Text = "均方误差"
    squares: Text = "{count} 个平方之和 ÷ {points} = {mean}"
    squares_short: Text = "{count} 个平方 ÷ {points} = {mean}"
    parameters: Text = "w 和 b"
    true_parameter: Text = "{parameter} 的真值"
    best_parameter: Text = "{parameter} 的最优值"
    surface: Text = "各 w、b 处的损失"
    minimum: Text = "最小值"
    downhill: Text = "−梯度"
    held: Text = "{loss}（{parameter} 固定）"
    slope_rise: Text = "斜率 {slope}：{parameter} 应增大"
    slope_fall: Text = "斜率 {slope}：{parameter} 应减小"
    batch_slope_rise: Text = "本批斜率 {slope}：{parameter} 应增大"
    batch_slope_fall: Text = "本批斜率 {slope}：{parameter} 应减小"
    new: Text = "新值"
    old: Text = "旧值"
    rate: Text = "学习率"
    slope: Text = "斜率"
    printed: Text = "每 {steps} 步打印一次"
    printed_always: Text = "每一步都打印"

    beat_predict: Text = "预测：直线对每个 x 给出一个 y"
    beat_loss: Text = "损失：错了多少？误差平方的平均值"
    beat_gradient: Text = "梯度：箭头指向下坡"
    beat_update: Text = "更新：学习率乘以梯度"

    ends_converged: Text = "已收敛"
    ends_off_truth: Text = "已收敛到最小二乘解"
    ends_almost: Text = "接近收敛"
    ends_underway: Text = "尚在途中"
    ends_crawling: Text = "几乎没有移动"
    ends_jumping: Text = "在最小值附近跳动"
    ends_oscillating: Text = "振荡：学习率接近 {rate}"
    ends_leaving: Text = "发散：学习率大于 {rate}"
    ends_diverged: Text = "第 {step} 步溢出"
    ends_diverged_above: Text = "第 {step} 步溢出：学习率大于 {rate}"
    runs_converged: Text = "收敛"
    runs_almost: Text = "接近收敛"
    runs_underway: Text = "下降"
    runs_crawling: Text = "几乎不动"
    runs_jumping: Text = "跳动"
    runs_oscillating: Text = "振荡"
    runs_leaving: Text = "发散"
    runs_diverged: Text = "溢出"

    description: ChineseTelling = ChineseTelling()
    notes: ChineseNotes = ChineseNotes()
