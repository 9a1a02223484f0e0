"""The pictures of the posters: small abstract scenes, each drawn in the colours of a palette.

`dice` varies a scene, so that two films of one genre are relatives rather than twins.
"""

import math

from .poster_shapes import HEIGHT, WIDTH, Dice, Palette, circle, faded, polygon, rect, ring, stars


def doorway(palette: Palette, dice: Dice) -> str:
    """A crooked lit door and the long shadow of somebody who stands in it."""
    left, lean, foot = dice.between(120, 190), dice.between(-34, 34), 250
    right = left + dice.between(70, 96)
    middle = (left + right) / 2
    return (
        polygon(palette.soft, (0, 0), (left + lean - 60, 0), (left - 30, foot), (0, HEIGHT - 40))
        + polygon(palette.soft, (400, 0), (right + lean + 70, 0), (right + 40, foot), (400, HEIGHT - 70), opacity=0.7)
        + polygon(palette.accent, (left + lean, 64), (right + lean, 84), (right, foot), (left, foot))
        + polygon(palette.accent, (left, foot), (right, foot), (right + 120, HEIGHT), (left - 110, HEIGHT), opacity=0.5)
        + circle(middle, 168, 11, palette.ground)
        + polygon(palette.ground, (middle - 9, 176), (middle + 9, 176), (middle + 21, foot), (middle - 21, foot))
        + polygon(
            palette.ground, (middle - 21, foot), (middle + 21, foot), (middle + 46, HEIGHT), (middle - 34, HEIGHT)
        )
    )


def shards(palette: Palette, dice: Dice) -> str:
    """A pale moon between leaning spires."""
    moon = circle(dice.between(140, 260), dice.between(110, 150), dice.between(54, 70), palette.accent)
    spires = "".join(
        polygon(
            palette.soft,
            (foot - 64, HEIGHT),
            (foot + dice.between(-40, 40), dice.between(*heights)),
            (foot + 64, HEIGHT),
            opacity=opacity,
        )
        for opacity, heights, feet in (
            (0.6, (90, 190), (30, 150, 270, 380)),
            (1, (220, 310), (0, 90, 210, 320, 400)),
        )
        for foot in feet
    )
    return moon + spires


def blinds(palette: Palette, dice: Dice) -> str:
    """Light through a venetian blind, falling across a wall."""
    tilt, left = dice.between(20, 44), dice.between(54, 96)
    colours = [*[palette.accent] * 8, palette.soft]
    slats = "".join(
        polygon(
            colour,
            (left, 70 + 34 * number),
            (left + 236, 70 + 34 * number - tilt),
            (left + 236, 86 + 34 * number - tilt),
            (left, 86 + 34 * number),
        )
        for number, colour in enumerate(colours)
    )
    return polygon(palette.soft, (0, 0), (left + 150, 0), (left - 90, HEIGHT), (0, HEIGHT)) + slats


def spiral(palette: Palette, dice: Dice) -> str:
    """A staircase seen from above, or a mind going round."""
    turn, steps = dice.between(0, 180), range(13, 150, 13)
    # Half circles, each a little wider than the one before, join into a spiral.
    arcs = "".join(
        f"a{radius},{radius} 0 0 1 {radius * (2 if number % 2 else -2)},0" for number, radius in enumerate(steps)
    )
    return (
        circle(200, 205, 168, palette.soft)
        + f'<path transform="rotate({turn} 200 205)" d="M208,205{arcs}" fill="none" stroke="{palette.accent}"'
        ' stroke-width="12" stroke-linecap="round"/>'
    )


def planet(palette: Palette, dice: Dice) -> str:
    """A planet with its ring, and a small moon on the way round."""
    x, y, radius, tilt = 200, 200, dice.between(78, 94), dice.between(-28, -12)
    half = f"a{radius},{radius} 0 0"
    return (
        stars(palette.text, dice, 14)
        + circle(x, y, radius, palette.soft)
        + f'<g transform="rotate({tilt} {x} {y})"><ellipse cx="{x}" cy="{y}" rx="{radius + 64}" ry="{radius / 3:.0f}"'
        f' fill="none" stroke="{palette.text}" stroke-width="3"/>'
        f'<path d="M{x - radius},{y}{half} 1 {2 * radius},0z" fill="{palette.accent}"/>'
        + circle(x + radius + 58, y + 12, 11, palette.text)
        + "</g>"
    )


def towers(palette: Palette, dice: Dice) -> str:
    """A city of stepped towers against a sun."""
    steps: list[str] = []
    for number, (centre, colour) in enumerate(
        ((66, palette.soft), (334, palette.soft), (132, palette.soft), (268, palette.soft), (200, palette.text))
    ):
        top = dice.between(190, 240) - 24 * number
        steps += [
            rect(centre - half, top + drop, 2 * half, HEIGHT - top - drop, colour)
            for half, drop in ((9, 0), (20, 44), (31, 96))
        ]
        steps.append(rect(centre - 1, top - 34, 2, 36, colour))
    return circle(200, 200, dice.between(128, 146), palette.accent) + "".join(steps)


def crescent(palette: Palette, dice: Dice) -> str:
    """A crescent moon over domes and stars."""
    x, y, radius, side = 200, 165, dice.between(84, 102), dice.between(0, 1) * 2 - 1
    domes = "".join(
        f'<path d="M{centre - half},{HEIGHT}v-{rise}q0,-{half} {half},-{half + 34}q{half},34 {half},{half + 34}'
        f'v{rise}z" fill="{palette.soft}"/>'
        for centre, half, rise in ((70, 52, 14), (330, 46, 6), (200, 62, dice.between(8, 26)))
    )
    return (
        stars(palette.text, dice, 16)
        + circle(x, y, radius, palette.accent)
        + circle(x + side * radius * 0.42, y - radius * 0.16, radius * 0.84, palette.ground)
        + domes
    )


def curtain(palette: Palette, dice: Dice) -> str:
    """A stage curtain drawn aside, and the spotlight waiting for somebody."""
    scallops = "".join(circle(40 * number + 20, 58, 26, palette.accent) for number in range(10))
    sweep = dice.between(140, 175)
    folds = "".join(
        f'<path d="M{start},40Q{start + sweep * 0.4:.0f},230 {-20},330" stroke="{palette.ground}" stroke-width="2"'
        ' fill="none" opacity=".45"/>'
        for start in (40, 80, 120)
    )
    drape = f'<path d="M0,40H{sweep}Q{sweep - 20},270 0,345z" fill="{palette.accent}"/>{folds}'
    return (
        polygon(palette.soft, (170, 0), (230, 0), (290, 330), (110, 330), opacity=0.55)
        + f'<ellipse cx="200" cy="330" rx="92" ry="22" fill="{palette.text}"/>'
        + drape
        + f'<g transform="matrix(-1 0 0 1 400 0)">{drape}</g>'
        + rect(0, 0, WIDTH, 58, palette.accent)
        + scallops
    )


def hat(palette: Palette, dice: Dice) -> str:
    """A bowler hat and a cane before a round spotlight."""
    tilt, x = dice.between(-14, 14), 200
    return (
        circle(x, 205, dice.between(136, 152), palette.accent)
        + f'<g transform="rotate({tilt} 200 205)">'
        + f'<path d="M128,226Q126,120 200,120T272,226z" fill="{palette.text}"/>'
        + f'<path d="M129,200Q200,216 271,200L272,226Q200,240 128,226z" fill="{palette.soft}"/>'
        + '<path d="M84,214Q100,246 200,246T316,214Q300,236 272,228'
        + f'Q200,244 128,228Q100,236 84,214z" fill="{palette.text}"/>'
        + "</g>"
        + f'<path d="M110,{HEIGHT - 44}L292,268q16,-12 24,2" stroke="{palette.text}" stroke-width="9" fill="none"'
        ' stroke-linecap="round"/>'
    )


def rays(palette: Palette, dice: Dice) -> str:
    """A sunburst, as over the door of a picture palace."""
    x, y, turn = 200, dice.between(290, 320), dice.between(0, 9)
    beams = "".join(
        polygon(
            palette.soft,
            (x, y),
            (x + 520 * math.cos(math.radians(angle)), y - 520 * math.sin(math.radians(angle))),
            (x + 520 * math.cos(math.radians(angle + 9)), y - 520 * math.sin(math.radians(angle + 9))),
        )
        for angle in range(turn - 18, 198, 18)
    )
    return (
        beams + circle(x, y, 96, palette.accent) + ring(x, y, 112, palette.text, 3) + ring(x, y, 122, palette.text, 1)
    )


def circles(palette: Palette, dice: Dice) -> str:
    """Two discs that meet."""
    shift, y, radius = dice.between(52, 72), dice.between(190, 210), 104
    rise = dice.between(-26, 26)
    return (
        circle(200 - shift, y - rise, radius, palette.accent)
        + circle(200 + shift, y + rise, radius, palette.soft, opacity=0.82)
        + ring(200, y, dice.between(150, 166), palette.text, 1.5)
    )


def veil(palette: Palette, dice: Dice) -> str:
    """A veil of fine lines drawn aside from a disc."""
    bend, x = dice.between(90, 150), dice.between(190, 230)
    lines = "".join(f"M{20 + 15 * number},0Q{bend + 22 * number},200 {13 * number - 40},400" for number in range(20))
    return (
        circle(x, 190, dice.between(98, 116), palette.accent)
        + f'<path d="{lines}" fill="none" stroke="{palette.text}" stroke-width="1.6" opacity=".75"/>'
        + circle(x + 62, 264, 24, palette.soft)
    )


def horizon(palette: Palette, dice: Dice) -> str:
    """A sun that sets and its reflection, broken by the water."""
    y, radius, x = dice.between(205, 230), dice.between(96, 118), dice.between(165, 235)
    water = "".join(
        rect(x - reach, y + 14 + 17 * number, 2 * reach, 7, palette.soft)
        for number, reach in enumerate((radius - 4, radius + 22, radius - 22, radius - 4, radius - 46, radius - 62, 20))
    )
    return (
        f'<path d="M{x - radius},{y}a{radius},{radius} 0 0 1 {2 * radius},0z" fill="{palette.accent}"/>'
        + rect(0, y, WIDTH, 3, palette.text)
        + water
    )


def hills(palette: Palette, dice: Dice) -> str:
    """Ranges of hills and a low sun."""
    sun = circle(dice.between(130, 270), dice.between(140, 175), dice.between(62, 82), palette.accent)
    ranges = "".join(
        f'<path d="M0,{base}Q{dice.between(60, 130)},{base - dice.between(50, 96)} 200,{base - 10}'
        f'T400,{base - dice.between(10, 60)}V{HEIGHT}H0z" fill="{colour}"{faded(opacity)}/>'
        for base, colour, opacity in ((252, palette.soft, 0.55), (300, palette.soft, 1), (350, palette.text, 1))
    )
    return sun + ranges


def beams(palette: Palette, dice: Dice) -> str:
    """Searchlights crossing over a dark ridge, and a small aeroplane in them."""
    x, y = dice.between(170, 230), dice.between(92, 130)
    lights = "".join(
        polygon(colour, (foot - 5, 360), (foot + 5, 360), (reach + 46, 0), (reach - 46, 0), opacity=0.75)
        for foot, reach, colour in (
            (70, x + 70, palette.accent),
            (330, x - 80, palette.soft),
            (dice.between(180, 220), x + 10, palette.accent),
        )
    )
    plane = f'<path d="M{x - 46},{y}h92v8h-40v22h14v6h-40v-6h14v-22h-40z" fill="{palette.text}"/>'
    ridge = f'<path d="M0,352Q90,320 170,346T400,330V{HEIGHT}H0z" fill="{palette.text}"/>'
    return lights + plane + ridge


def columns(palette: Palette, dice: Dice) -> str:
    """A temple front, drawn from steps and columns."""
    lit = dice.between(0, 5)
    shafts = "".join(
        rect(82 + 43 * number, 170, 21, 150, palette.accent if number == lit else palette.text) for number in range(6)
    )
    return (
        circle(200, 150, dice.between(108, 124), palette.soft)
        + polygon(palette.text, (60, 146), (200, 84), (340, 146))
        + rect(66, 152, 268, 12, palette.text)
        + shafts
        + "".join(rect(66 - 14 * step, 326 + 14 * step, 268 + 28 * step, 10, palette.text) for step in range(3))
    )


def lens(palette: Palette, dice: Dice) -> str:
    """The lens of a camera, looking back."""
    x, y, glint = 200, 200, dice.between(200, 320)
    spark_x, spark_y = x + 52 * math.cos(math.radians(glint)), y + 52 * math.sin(math.radians(glint))
    return (
        polygon(palette.soft, (0, dice.between(70, 130)), (400, 40), (400, 150), (0, 260))
        + circle(x, y, 146, palette.text)
        + ring(x, y, 128, palette.ground, 3)
        + circle(x, y, 100, palette.accent)
        + circle(x, y, 66, palette.ground)
        + circle(spark_x, spark_y, 17, palette.text)
    )


def diagonal(palette: Palette, dice: Dice) -> str:
    """A disc cut by a bar, in the manner of the constructivists."""
    x, y, radius, slope = dice.between(165, 205), dice.between(170, 200), dice.between(104, 122), dice.between(-42, -28)
    return (
        circle(x, y, radius, palette.accent)
        + f'<path d="M{x},{y - radius}a{radius},{radius} 0 0 1 0,{2 * radius}z" fill="{palette.text}"/>'
        + f'<g transform="rotate({slope} 200 200)">'
        + rect(-80, 236, 560, 30, palette.soft)
        + rect(-80, 276, 560, 6, palette.text)
        + "</g>"
        + circle(x + 104, y - 92, dice.between(14, 26), palette.soft)
    )


def stairs(palette: Palette, dice: Dice) -> str:
    """Steps that climb towards a lit door."""
    count, low = 7, dice.between(348, 366)
    steps = "".join(
        polygon(
            palette.soft if number % 2 else palette.text,
            (24 + 34 * number, low - 26 * number),
            (400, low - 26 * number),
            (400, low - 26 * number + 26),
            (24 + 34 * number, low - 26 * number + 26),
        )
        for number in range(count)
    )
    top = low - 26 * (count - 1)
    return (
        circle(300, top - 62, dice.between(96, 112), palette.soft, opacity=0.4)
        + steps
        + rect(278, top - 104, 52, 104, palette.accent)
    )


def window(palette: Palette, dice: Dice) -> str:
    """A window with a cross of bars, and its light on the floor."""
    left, drift = dice.between(96, 132), dice.between(40, 96)
    panes = "".join(
        rect(left + 50 * column, 62 + 56 * row, 44, 50, palette.accent) for column in range(3) for row in range(3)
    )
    light = "".join(
        polygon(
            palette.soft,
            (left + 50 * column + drift * 0.5, 262),
            (left + 50 * column + 44 + drift * 0.5, 262),
            (left + 66 * column + 58 + drift, 360),
            (left + 66 * column + drift, 360),
        )
        for column in range(3)
    )
    return panes + rect(0, 246, WIDTH, 3, palette.text) + light


def arcs(palette: Palette, dice: Dice) -> str:
    """Two ripples that started apart and cross each other."""
    y, apart = dice.between(185, 215), dice.between(60, 84)
    ripples = "".join(
        ring(x, y, radius, colour, 7)
        for radius in range(26, 150, 24)
        for x, colour in ((200 - apart, palette.accent), (200 + apart, palette.soft))
    )
    return ripples + circle(200 - apart, y, 11, palette.accent) + circle(200 + apart, y, 11, palette.soft)


def sails(palette: Palette, dice: Dice) -> str:
    """A boat under sail before the sun."""
    sea, heel = dice.between(286, 300), dice.between(-7, 7)
    waves = "".join(
        f'<path d="M-20,{sea + 30 * number}q25,-16 50,0t50,0 50,0 50,0 50,0 50,0 50,0 50,0 50,0V{HEIGHT}H-20z"'
        f' fill="{colour}"/>'
        for number, colour in enumerate((palette.soft, palette.accent, palette.text))
    )
    return (
        circle(dice.between(120, 280), 150, 84, palette.accent)
        + f'<g transform="rotate({heel} 200 {sea})" fill="{palette.text}"><path d="M196,70V{sea - 34}H120zM206,100'
        f'V{sea - 34}H270zM110,{sea - 26}H290L262,{sea + 8}H136z"/></g>' + waves
    )


def lamp(palette: Palette, dice: Dice) -> str:
    """A street lamp and the circle of its light on the pavement."""
    x, reach = dice.between(130, 270), dice.between(96, 118)
    return (
        polygon(palette.soft, (x - 20, 100), (x + 20, 100), (x + reach, 340), (x - reach, 340))
        + f'<ellipse cx="{x}" cy="340" rx="{reach}" ry="24" fill="{palette.accent}"/>'
        + rect(x - 3, 96, 6, 246, palette.ground)
        + rect(x - 14, 334, 28, 8, palette.ground)
        + polygon(palette.accent, (x - 20, 100), (x - 13, 62), (x + 13, 62), (x + 20, 100))
        + polygon(palette.text, (x - 20, 62), (x, 44), (x + 20, 62))
        + rect(x - 24, 100, 48, 5, palette.text)
    )
