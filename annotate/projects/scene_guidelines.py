"""Guidelines to begin with, for the ready sets of labels; people change them for their own pictures. Pure."""

from annotate.projects.driving import GUIDELINE_EN, GUIDELINE_ZH

_LANES_ZH = """\
# 怎么画线

1. 从近处往远处画，点在线的正中间；弯的地方多点几个点，直的地方少点。
2. 虚线当一条线画：跨过空隙，不要断开。
3. 被车挡住、前后都看得见的，接着画过去；后面看不见的，画到看得见的地方为止。
4. 画到图片的边为止。

## {#lane line} 车道线

一条线画一条。双线画在两条的正中间，线型选“双线”。

## {#road edge} 路沿

路面和人行道、草地、护栏的交界。

## {#stop line} 停止线

横在车道前的白实线，画在中间。

## {#crosswalk} 斑马线

整片斑马线画一个轮廓，不是一条一条画。
"""
_LANES_EN = """\
# How to draw the lines

1. Draw from near to far, with the points on the middle of the line: more points in a bend, few where it is straight.
2. A dashed line is one line: go on over the gaps.
3. Where a car hides a piece and both ends are seen, draw on behind it. Where the rest is not seen, end there.
4. Draw up to the edge of the picture.

## {#lane line} Lane line

One line each. Of a double line draw the middle, and choose "double".

## {#road edge} Road edge

Where the road meets pavement, grass or a barrier.

## {#stop line} Stop line

The white line across the lane; draw its middle.

## {#crosswalk} Crosswalk

One outline around the whole crossing, not one for each stripe.
"""
_DRIVABLE_ZH = """\
# 怎么画可以开的地方

1. 沿着路面画轮廓：碰到路沿、车道线、别的车和人为止。
2. 车底下、人脚下的路面不算。
3. 一块被隔开的地方分开画。

## {#own lane} 本车道

我们这辆车正在走的车道，一直到前车或者看不见为止。

## {#other lane} 可换的车道

同方向、可以换过去的车道。对面来车的车道不画。

## {#unclear} 看不清的区域

拿不准能不能开的地方，框起来就行，不算错。
"""
_DRIVABLE_EN = """\
# How to draw where the car may drive

1. Outline the road surface, up to the kerb, the lane line, other vehicles and people.
2. The road under a vehicle or under somebody's feet does not count.
3. Draw pieces that are apart one by one.

## {#own lane} Own lane

The lane that our car is in, up to the car ahead or as far as you can see.

## {#other lane} Lane to change to

Lanes in our direction that we could change to; not those of the traffic coming towards us.

## {#unclear} Unclear area

Where nobody can say whether a car may drive: outline it, nothing there counts as wrong.
"""
_LIGHTS_ZH = """\
# 怎么框红绿灯

1. 只框灯盒，不框杆子和支架；一个灯盒一个框。
2. 看灯的正面：背对着我们、看不到灯的不框。
3. 小于 8 像素的不框。

## {#traffic light} 红绿灯

灯的颜色看不清就选“看不清”，不要猜。箭头灯选箭头的方向。管我们这条车道的，点“管本车”。
"""
_LIGHTS_EN = """\
# How to draw traffic lights

1. Box the housing only, without pole or arm; one box for each housing.
2. Only lights that face us: leave out those seen from behind.
3. Leave out what is under 8 pixels.

## {#traffic light} Traffic light

Where the colour cannot be seen, say so and do not guess. Of arrows choose the direction. Tick "For our lane" where it counts for us.
"""
_TRACKS_ZH = """\
# 怎么一帧一帧跟

1. 同一个东西从出现到消失是一条轨迹，不要中途换新的。
2. 先在它变快、转弯、被挡住的帧上调好框；中间的帧程序会补，看一遍就行。
3. 被挡住的时候点“被挡住”；完全看不见了，就让它在那一帧“不在画面里”，再出现时接着用同一条轨迹。
4. 框要贴着边，只框看得见的部分。

## {#rider} 骑车的人

人和车一起框成一个。
"""
_TRACKS_EN = """\
# How to follow things through a video

1. One thing is one track from where it appears to where it leaves; never begin a new one on the way.
2. Set the box on frames where it speeds up, turns or gets hidden; the frames between are filled in, look through them.
3. Tick "Occluded" while something hides it. When it is out of sight, let it be out of the picture there, and go on with the same track when it is back.
4. Boxes touch the thing on all sides, around what can be seen.

## {#rider} Rider

The person and the bike are one box.
"""

# By the keys of scene_templates.TEMPLATES: Chinese, English.
GUIDELINES: dict[str, tuple[str, str]] = {
    "objects": (GUIDELINE_ZH, GUIDELINE_EN),
    "tracks": (_TRACKS_ZH, _TRACKS_EN),
    "lanes": (_LANES_ZH, _LANES_EN),
    "drivable": (_DRIVABLE_ZH, _DRIVABLE_EN),
    "lights": (_LIGHTS_ZH, _LIGHTS_EN),
}
