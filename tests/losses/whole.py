"""Every field of a Definition, in mpmath, step by step in the order of the interface; one sample after the other."""

import mpmath
import numpy as np
from losses import reference
from losses.reference import mpf


def sides(labels, outputs, definition):
    """The labels as rows of exact numbers, one-hot for indices, and which rows are ignored."""
    labels, outputs = np.asarray(labels, float), np.asarray(outputs, float)
    table = outputs.reshape(len(outputs), -1)
    columns = table.shape[1]
    ignored = [False] * len(table)
    if labels.ndim == 1 and columns > 1:
        rows = [[float(index == column) for column in range(columns)] for index in labels]
        ignored = [index == definition.ignore_index for index in labels]
    else:
        rows = labels.reshape(len(table), columns).tolist()
        if columns == 1:
            ignored = [row[0] == definition.ignore_index for row in rows]
    return [
        [mpf(0)] * columns if skip else [mpf(y) for y in row] for row, skip in zip(rows, ignored, strict=True)
    ], ignored


def smoothed(label, definition, one_dimensional):
    s, columns = mpf(definition.label_smoothing), len(label)
    spread = columns if definition.likelihood == "categorical" and not one_dimensional else 2
    yes = [y * (1 - s) + s / spread for y in label]
    return yes, [1 - y for y in yes]


def shares(row, definition, outputs_are, one_dimensional):
    """The probabilities of a row after the activation and any renormalising; ``row`` may hold mpf numbers."""
    activation = "sigmoid" if one_dimensional and definition.activation == "softmax" else definition.activation
    found = probabilities(row, outputs_are, activation)
    if definition.renormalise is None or one_dimensional:
        return found
    weights = [each.a for each in found]
    if definition.renormalise == "after-clip" and definition.clip is not None:
        weights = [min(max(a, mpf(definition.clip)), 1 - mpf(definition.clip)) for a in weights]
    return reference.of_weights(weights)


def probabilities(row, outputs_are, activation):
    if outputs_are == "logits" and activation in ("softmax", "sigmoid"):
        largest = max(row)
        if activation == "softmax":
            return reference.of_weights([mpmath.exp(z - largest) for z in row])
        return [reference.of_weights([mpf(1), mpmath.exp(z)])[1] for z in row]
    values = [mpmath.exp(x) for x in row] if outputs_are == "log-probabilities" else row
    return [
        reference.Probability(
            a, 1 - a, -mpmath.log(a) if a > 0 else mpmath.inf, -mpmath.log1p(-a) if a < 1 else mpmath.inf
        )
        for a in values
    ]


def scored(row, definition):
    """Logits as the activation takes them."""
    cap, temperature = definition.softcap, mpf(definition.temperature)
    return [(z if cap is None else cap * mpmath.tanh(z / mpf(cap))) / temperature for z in row]


def entropy_of(share):
    return -share * mpmath.log(share) if share > 0 else mpf(0)


def modulated(cost, other, definition):
    """A cost with its focal factor and its polynomial term."""
    gamma = definition.focal_gamma
    plain = cost if gamma == 0 else mpf(0) if other == 0 else other ** mpf(gamma) * cost
    return plain + mpf(definition.poly_epsilon) * other * mpmath.log(mpf(definition.log_base))


def terms_of(row, label, weight, definition, outputs_are, one_dimensional):
    """The terms of one sample, in the units and with the 1/K of the definition."""
    if outputs_are == "logits":
        row = scored(row, definition)
    found = shares(row, definition, outputs_are, one_dimensional)
    yes, no = smoothed(label, definition, one_dimensional)
    columns = len(found)
    classes = [mpf(w) for w in definition.class_weights or [1] * max(columns, 2)]
    positive = definition.pos_weight
    positive = [
        mpf(p) for p in (positive if isinstance(positive, tuple) else [1 if positive is None else positive] * columns)
    ]
    clip = None if definition.renormalise == "after-clip" else definition.clip
    if one_dimensional:
        yes_weight, no_weight = [classes[1]], [classes[0]]
    else:
        yes_weight = no_weight = classes[:columns]
    terms = []
    for j, each in enumerate(found):
        if definition.likelihood == "quadratic":
            mixed = yes_weight[j] * yes[j] + no_weight[j] * no[j]
            terms.append(weight[j] * mixed * (yes[j] - each.a) ** 2 / 2)
            continue
        costs = reference._costs(each, clip, definition.log_epsilon, definition.log_clamp)
        a, rest = (each.a, each.rest) if clip is None else clipped(each, mpf(clip))
        alpha = definition.alpha
        first = weight[j] * yes_weight[j] * positive[j] * (1 if alpha is None else mpf(alpha))
        second = weight[j] * no_weight[j] * (1 if alpha is None else 1 - mpf(alpha))
        if definition.likelihood == "categorical" and not one_dimensional:
            second = mpf(0)
        term = first * yes[j] * modulated(costs[0], rest, definition) if first * yes[j] else mpf(0)
        term += second * no[j] * modulated(costs[1], a, definition) if second * no[j] else mpf(0)
        if definition.divergence:
            term -= first * entropy_of(yes[j]) + second * entropy_of(no[j])
        terms.append(term)
    base = definition.log_base
    scale = mpf(1) if definition.likelihood == "quadratic" or base == np.e else mpmath.log(mpf(base))
    terms = [term / scale / (columns if definition.over_outputs == "mean" else 1) for term in terms]
    if definition.z_loss:
        squared = log_sum([mpf(0), *row] if one_dimensional else row) ** 2
        each = mpf(definition.z_loss) * squared * mpmath.fsum(weight) / len(weight) / columns
        terms = [term + each for term in terms]
    squared = mpf(definition.temperature) ** 2 if definition.temperature_squared else 1
    return [term * squared for term in terms]


def clipped(each, clip):
    """a and 1 - a with a in [clip, 1 - clip]."""
    if each.a < clip:
        return clip, 1 - clip
    return (1 - clip, clip) if each.rest < clip else (each.a, each.rest)


def log_sum(row):
    largest = max(row)
    return largest + mpmath.log(mpmath.fsum(mpmath.exp(z - largest) for z in row))


def denominator(rows, ignored, weights, definition, one_dimensional, indices):
    columns = len(rows[0]) if rows else 1
    elements = columns if definition.over_outputs == "none" else 1
    counted = [n for n, skip in enumerate(ignored) if not skip]
    by = definition.normalise_by
    if by == "weights-of-indices":
        by = "weights" if indices else "samples"
    if by == "all-samples":
        return mpf(len(rows) * elements)
    if by == "samples":
        return mpf(len(counted) * elements)
    if by == "nonzero-weights":
        if elements > 1:
            return mpf(sum(weights[n][j] != 0 for n in counted for j in range(columns)))
        return mpf(sum(any(weights[n][j] != 0 for j in range(columns)) for n in counted))
    if by == "sample-weights":
        return mpmath.fsum(mpmath.fsum(weights[n]) / columns for n in counted) * elements
    classes = [mpf(w) for w in definition.class_weights or [1] * max(columns, 2)]
    total = mpf(0)
    for n in counted:
        if one_dimensional:
            total += weights[n][0] * (classes[0] * (1 - rows[n][0]) + classes[1] * rows[n][0])
        elif definition.likelihood == "categorical":
            total += sum(weights[n][j] * classes[j] * rows[n][j] for j in range(columns))
        else:
            total += sum(weights[n][j] * classes[j] for j in range(columns)) / columns
    return total * elements


def evaluate(labels, outputs, definition, outputs_are="logits", sample_weights=None, groups=None, *, gradients=True):
    """Dictionary of terms, divisor, value and, by differences at 60 digits, the derivatives from below and above.

    These two differ where an output lies on a clip itself.
    """
    with mpmath.workdps(reference.DIGITS):
        array = np.asarray(outputs, float)
        one_dimensional = array.ndim == 1
        table = array.reshape(len(array), -1)
        rows, ignored = sides(labels, outputs, definition)
        spread = np.ones_like(table)
        if sample_weights is not None:
            given = np.asarray(sample_weights, float)
            spread = spread * (given if given.ndim != 1 else given[:, None])
        weights = [[mpf(w) for w in row] for row in spread.tolist()]
        terms, slopes = [], []
        for n, row in enumerate(table.tolist()):
            if ignored[n]:
                terms.append([mpf(0)] * len(row))
                slopes.append([(mpf(0), mpf(0))] * len(row))
                continue
            point = [mpf(x) for x in row]
            settings = (rows[n], weights[n], definition, outputs_are, one_dimensional)
            terms.append(terms_of(point, *settings))
            if gradients:
                slopes.append([_slopes(point, j, mpmath.fsum(terms[-1]), settings) for j in range(len(row))])
        plain = definition.over_groups is None or definition.reduction == "none"
        together = [0] * len(rows) if plain else list(groups)
        divisors, value = {}, mpf(0)
        for group in set(together):
            mine = [n for n, other in enumerate(together) if other == group]
            divisors[group] = mpf(1)
            if definition.reduction == "mean":
                indices = np.ndim(labels) == 1 and table.shape[1] > 1
                some = [[each[n] for n in mine] for each in (rows, ignored, weights)]
                divisors[group] = denominator(*some, definition, one_dimensional, indices)
            divisors[group] *= len(set(together)) if definition.over_groups == "mean" and not plain else 1
            if divisors[group]:
                value += mpmath.fsum(term for n in mine for term in terms[n]) / divisors[group]
        empty = not all(divisors.values())
        return {
            "terms": terms,
            "per_sample": [mpmath.fsum(row) for row in terms],
            "divisor": next(iter(divisors.values()), mpf(0)) if len(divisors) < 2 else None,
            "empty": empty,
            "value": value,
            "gradients": [
                [
                    [each[side] / divisors[group] if divisors[group] else mpmath.nan for each in row]
                    for row, group in zip(slopes, together, strict=gradients)
                ]
                for side in (0, 1)
            ],
            "least_divisor": min(map(float, divisors.values())),
        }


def loss(labels, outputs, definition, outputs_are="logits", sample_weights=None, groups=None):
    """The value alone; a mean over nothing as the definition has it; the sum, where there are several."""
    found = evaluate(labels, outputs, definition, outputs_are, sample_weights, groups, gradients=False)
    return float("nan") if found["empty"] and definition.empty_mean == "nan" else float(found["value"])


def _slopes(point, column, loss, settings):
    """From below and from above."""
    found = []
    for step in (mpf("-1e-20"), mpf("1e-20")):
        moved = list(point)
        moved[column] += step
        found.append((mpmath.fsum(terms_of(moved, *settings)) - loss) / step)
    return found
