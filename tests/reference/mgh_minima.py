#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns the residuals of More, Garbow & Hillstrom (1981) into minima: grad f = 0 by Newton's method in 100 digits.

It prints the numbers that stand in plugins/objectives/mgh_*.cpp, each rounded once: f, x, the largest component of the
gradient that is left and the least eigenvalue's sign of the Hessian. Formulas are written down here a second time, from
the paper; tests/reference/mgh_test.cpp checks the built plugins against other people's values.
"""

import sys
from decimal import Decimal as D, getcontext

getcontext().prec = 100
STEP = D(10) ** -25  # central differences: truncated at 1e-50, rounded at 1e-75


def taylor(x, k):
    """The sine (k = 1) or the cosine (k = 0), for |x| up to 4."""
    total, term = D(0), x if k else D(1)
    while total + term != total:
        total += term
        term *= -x * x / ((k + 1) * (k + 2))
        k += 2
    return total


def sin(x):
    return taylor(D(x), 1)


def cos(x):
    return taylor(D(x), 0)


def numbers(text):
    return [D(word) for word in text.split()]


BARD = numbers(".14 .18 .22 .25 .29 .32 .35 .39 .37 .58 .73 .96 1.34 2.10 4.39")
GAUSS = numbers(".0009 .0044 .0175 .0540 .1295 .2420 .3521 .3989 .3521 .2420 .1295 .0540 .0175 .0044 .0009")
MEYER = numbers("34780 28610 23650 19630 16370 13720 11540 9744 8261 7030 6005 5147 4427 3820 3307 2872")
KOWALIK_Y = numbers(".1957 .1947 .1735 .1600 .0844 .0627 .0456 .0342 .0323 .0235 .0246")
KOWALIK_U = numbers("4 2 1 .5 .25 .167 .125 .1 .0833 .0714 .0625")
OSBORNE_1 = numbers(
    ".844 .908 .932 .936 .925 .908 .881 .850 .818 .784 .751 .718 .685 .658 .628 .603 .580 .558 .538 .522 .506 .490"
    " .478 .467 .457 .448 .438 .431 .424 .420 .414 .411 .406")
OSBORNE_2 = numbers(
    "1.366 1.191 1.112 1.013 .991 .885 .831 .847 .786 .725 .746 .679 .608 .655 .616 .606 .602 .626 .651 .724 .649"
    " .649 .694 .644 .624 .661 .612 .558 .533 .495 .500 .423 .395 .375 .372 .391 .396 .405 .428 .429 .523 .562 .607"
    " .653 .672 .708 .633 .668 .645 .632 .591 .559 .597 .625 .739 .710 .729 .720 .636 .581 .428 .292 .162 .098 .054")


def powell_badly_scaled(x):
    return [10000 * x[0] * x[1] - 1, (-x[0]).exp() + (-x[1]).exp() - D("1.0001")]


def jennrich_sampson(x):
    return [2 + 2 * i - (i * x[0]).exp() - (i * x[1]).exp() for i in range(1, 11)]


def bard(x):
    return [y - x[0] - D(i) / ((16 - i) * x[1] + min(i, 16 - i) * x[2]) for i, y in enumerate(BARD, 1)]


def gaussian(x):
    return [x[0] * (-x[1] * (D(8 - i) / 2 - x[2]) ** 2 / 2).exp() - y for i, y in enumerate(GAUSS, 1)]


def meyer(x):
    return [x[0] * (x[1] / (45 + 5 * i + x[2])).exp() - y for i, y in enumerate(MEYER, 1)]


def kowalik_osborne(x):
    return [y - x[0] * u * (u + x[1]) / (u * (u + x[2]) + x[3]) for y, u in zip(KOWALIK_Y, KOWALIK_U)]


BROWN_DENNIS = [(D(i) / 5, (D(i) / 5).exp(), sin(D(i) / 5), cos(D(i) / 5)) for i in range(1, 21)]


def brown_dennis(x):
    return [(x[0] + t * x[1] - e) ** 2 + (x[2] + x[3] * s - c) ** 2 for t, e, s, c in BROWN_DENNIS]


def osborne_1(x):
    return [y - x[0] - x[1] * (-10 * i * x[3]).exp() - x[2] * (-10 * i * x[4]).exp() for i, y in enumerate(OSBORNE_1)]


def biggs_pair(z):
    """Biggs EXP6 where the first and the fifth exponential are one, with the sum of both weights."""
    a, b, weight, x4 = z
    times = [D(i) / 10 for i in range(1, 14)]
    return [weight * (-t * a).exp() - x4 * (-t * b).exp() - (-t).exp() + 5 * (-10 * t).exp() - 3 * (-4 * t).exp()
            for t in times]


def osborne_2(x):
    def bump(t, k):
        return x[k] * (-(t - x[k + 7]) ** 2 * x[k + 4]).exp()

    times = [D(i) / 10 for i in range(65)]
    return [y - x[0] * (-t * x[4]).exp() - bump(t, 1) - bump(t, 2) - bump(t, 3) for t, y in zip(times, OSBORNE_2)]


def watson(x):
    def residual(t):
        powers = [D(1)]
        for _ in x:
            powers.append(powers[-1] * t)
        slope = sum(j * x[j] * powers[j - 1] for j in range(1, len(x)))
        return slope - sum(xj * p for xj, p in zip(x, powers)) ** 2 - 1

    return [residual(D(i) / 29) for i in range(1, 30)] + [x[0], x[1] - x[0] ** 2 - 1]


SMALL = D("1e-5").sqrt()


def penalty_1(x):
    return [SMALL * (xi - 1) for xi in x] + [sum(xi * xi for xi in x) - D("0.25")]


def penalty_2(x):
    n = len(x)
    e = [(D(i) / 10).exp() for i in range(n + 1)]
    grown = [(xi / 10).exp() for xi in x]
    return ([x[0] - D("0.2")] + [SMALL * (grown[i] + grown[i - 1] - e[i + 1] - e[i]) for i in range(1, n)]
            + [SMALL * (grown[i] - (D(-1) / 10).exp()) for i in range(1, n)]
            + [sum((n - j) * x[j] * x[j] for j in range(n)) - 1])


def trigonometric(x):
    n, total = len(x), sum(cos(xi) for xi in x)
    return [n - total + i * (1 - cos(xi)) - sin(xi) for i, xi in enumerate(x, 1)]


def boundary_value(x):
    h = D(1) / (len(x) + 1)
    padded = [D(0)] + x + [D(0)]
    return [2 * padded[i] - padded[i - 1] - padded[i + 1] + h * h * (padded[i] + i * h + 1) ** 3 / 2
            for i in range(1, len(x) + 1)]


def integral_equation(x):
    n, h = len(x), D(1) / (len(x) + 1)
    t = [(i + 1) * h for i in range(n)]
    cubes = [(x[i] + t[i] + 1) ** 3 for i in range(n)]
    return [x[i] + h * ((1 - t[i]) * sum(t[j] * cubes[j] for j in range(i + 1))
                        + t[i] * sum((1 - t[j]) * cubes[j] for j in range(i + 1, n))) / 2 for i in range(n)]


def broyden_tridiagonal(x):
    padded = [D(0)] + x + [D(0)]
    return [(3 - 2 * padded[i]) * padded[i] - padded[i - 1] - 2 * padded[i + 1] + 1 for i in range(1, len(x) + 1)]


def broyden_banded(x):
    n = len(x)
    return [x[i] * (2 + 5 * x[i] ** 2) + 1
            - sum(x[j] * (1 + x[j]) for j in range(max(0, i - 5), min(n, i + 2)) if j != i) for i in range(n)]


def chebyquad(x):
    n = len(x)
    residuals = []
    before, now = [D(1)] * n, [2 * xj - 1 for xj in x]
    for i in range(1, n + 1):
        residuals.append(sum(now) / n + (0 if i % 2 else D(1) / (i * i - 1)))
        before, now = now, [2 * (2 * xj - 1) * b - a for xj, a, b in zip(x, before, now)]
    return residuals


def solve(matrix, right):
    """Gauss's elimination; also the pivots without exchange, whose signs are the eigenvalues'."""
    rows = [list(row) + [r] for row, r in zip(matrix, right)]
    n = len(rows)
    for k in range(n):
        for i in range(k + 1, n):
            factor = rows[i][k] / rows[k][k]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k])]
    x = [D(0)] * n
    for i in reversed(range(n)):
        x[i] = (rows[i][n] - sum(rows[i][j] * x[j] for j in range(i + 1, n))) / rows[i][i]
    return x, [rows[k][k] for k in range(n)]


def moved(x, i, by):
    return x[:i] + [x[i] + by] + x[i + 1:]


def gradient(residuals, x, at=None):
    r = at or residuals(x)
    columns = []
    for i, xi in enumerate(x):
        h = STEP * max(1, abs(xi))
        above, below = residuals(moved(x, i, h)), residuals(moved(x, i, -h))
        columns.append([(a - b) / (2 * h) for a, b in zip(above, below)])
    return [2 * sum(c * s for c, s in zip(column, r)) for column in columns]


def hessian(residuals, x):
    rows = []
    for i, xi in enumerate(x):
        h = STEP * max(1, abs(xi))
        above, below = gradient(residuals, moved(x, i, h)), gradient(residuals, moved(x, i, -h))
        rows.append([(a - b) / (2 * h) for a, b in zip(above, below)])
    return rows


def minimum(title, residuals, start):
    x, pivots = [D(s) for s in start], []
    for _ in range(12):
        step, pivots = solve(hessian(residuals, x), gradient(residuals, x))
        x = [xi - s for xi, s in zip(x, step)]
        if max(abs(s / max(abs(xi), D("1e-30"))) for s, xi in zip(step, x)) < D("1e-22"):
            break
    left = max(abs(g) for g in gradient(residuals, x))
    print(title, "a minimum" if all(p > 0 for p in pivots) else "NO MINIMUM", f"|g| {float(left):.1e}")
    print("    f", repr(float(sum(r * r for r in residuals(x)))))
    print("    x", ", ".join(repr(float(xi)) for xi in x), flush=True)


STARTS = {
    "3": (powell_badly_scaled, ["1.098e-5 9.106"]),
    "8": (bard, ["0.0824 1.133 2.3437"]),
    "9": (gaussian, ["0.399 1.0 0.0"]),
    "10": (meyer, ["0.0056096 6181.346 345.2236"]),
    "15": (kowalik_osborne, ["0.1928 0.1913 0.1231 0.1361"]),
    "16": (brown_dennis, ["-11.59 13.20 -0.4034 0.2368"]),
    "17": (osborne_1, ["0.37541 1.93585 -1.46469 0.0128675 0.0221227"]),
    "18 pair": (biggs_pair, ["1.7114 17.6832 2.3262 5.1866"]),
    "19": (osborne_2, ["1.31 0.4316 0.6337 0.5994 0.7542 0.9043 1.3658 4.8237 2.3987 4.5689 5.6753"]),
    "20": (watson, [
        "-0.015725 1.012435 -0.232992 1.260430 -1.513729 0.992996",
        "-1.53e-5 0.99979 0.014764 0.146342 1.000821 -2.617731 4.104403 -3.143612 1.052626",
        "-6.638e-9 1.0000016 -5.6393e-4 0.3478205 -0.1567315 1.0528151 -3.2472711 7.2884347 -10.2718481 9.0741135"
        " -4.5413754 1.0120118"]),
    "24": (penalty_2, ["0.2 0.1913 0.4801 0.5188",
                       "0.19998 0.01035 0.0196 0.03209 0.04993 0.07651 0.11862 0.19214 0.34732 0.36916"]),
    "26": (trigonometric, ["0.05515 0.05684 0.05876 0.06099 0.06363 0.06684 0.20816 0.16436 0.08501 0.09143"]),
    "28": (boundary_value, ["-.0432 -.0816 -.1145 -.1410 -.1599 -.1699 -.1691 -.1552 -.1254 -.0754"]),
    "29": (integral_equation, ["-.0432 -.0816 -.1145 -.1410 -.1599 -.1699 -.1691 -.1552 -.1254 -.0754"]),
    "30": (broyden_tridiagonal, ["-.571 -.682 -.702 -.706 -.705 -.701 -.692 -.666 -.596 -.416"]),
    "31": (broyden_banded, ["-.428 -.477 -.520 -.558 -.593 -.625 -.623 -.621 -.620 -.586"]),
    "35": (chebyquad, ["0.0581 0.2352 0.3380 0.5 0.6620 0.7648 0.9419",
                       "0.04315 0.19309 0.26633 0.5 0.5 0.73367 0.80691 0.95685",
                       "0.0442 0.1995 0.2356 0.4160 0.5 0.5840 0.7644 0.8005 0.9558",
                       "0.0596 0.1667 0.2392 0.3989 0.3989 0.6011 0.6011 0.7608 0.8333 0.9404",
                       "0.03299337 0.15514535 0.20018920 0.38326164 0.38326167 0.52924948 0.64035355 0.71356584 0.82848182 0.92525183"]),
}


def main():
    for title in [t for t in sys.argv[1:] if t != "6"] or ([] if sys.argv[1:] else STARTS):
        residuals, starts = STARTS[title]
        for start in starts:
            minimum(f"{title}, n = {len(start.split())}:", residuals, start.split())
    if not sys.argv[1:] or "6" in sys.argv[1:]:
        x = D("0.25782522")  # x1 = x2 = x, one equation
        for _ in range(8):
            first = sum(i * (i * x).exp() * (2 * (i * x).exp() - 2 - 2 * i) for i in range(1, 11))
            second = sum(i * i * (i * x).exp() * (4 * (i * x).exp() - 2 - 2 * i) for i in range(1, 11))
            x -= first / second
        print("6, x1 = x2:\n    f", repr(float(sum(r * r for r in jennrich_sampson([x, x])))), "\n    x", repr(float(x)))


if __name__ == "__main__":
    main()
