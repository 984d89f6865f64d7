"""The demo project's words: its name and its guideline in Chinese and English."""

PROJECT_NAME = "城市路口：人和车（演示）"
HISTORY_NAME = "县城街景，前两年（演示）"
PROGRAMME_ZH, PROGRAMME_EN = "春苗数字妈妈计划（演示）", "Spring Sprouts programme for mothers (demo)"

GUIDELINE_ZH = """# 怎么框

这些图是车上的相机看到的街道。请把**每一个人、每一辆车、每一个红绿灯和标志牌**都框出来，车子的电脑靠它学会认路。

## 框要贴边

- 框的四条边要正好碰到它的最外边，不多也不少。差两三个像素没有关系。
- 被挡住一部分的，按它**整个的大小**框（想一想挡住的那部分在哪里），再点“被挡住”。
- 被图片边切掉的，框到图片边为止，再点“出了画面”。

## {#person} 行人

走路的、站着的、骑车的，都算。骑车的人和他的车分开框，一人一个，一车一个。背在背上的娃娃跟大人框在一起。

## {#car} 小汽车

轿车、越野车、面包车、出租车。

## {#truck} {#bus} 卡车和公交车

拉货的是卡车，坐很多人的是公交车。

## {#bicycle} {#motorcycle} 自行车和摩托车

要用脚蹬的是自行车，停着没人骑的也要框。电动车算摩托车，就是不用脚蹬的两轮车。

## {#traffic light} 红绿灯

只框灯盒，不框杆子。

## {#traffic sign} 交通标志

只框牌子，不框杆子。店铺的招牌不算。

## 哪些不用框

- 小到连 8 个像素都没有的。
- 大半被挡住、只看得见一点点的。
- 画在地上的线，水里的倒影。

## 看不清怎么办

放大看看。还是看不清，就点“不确定”，照样付钱。
"""

GUIDELINE_EN = """# How to draw

These pictures are streets as a car's camera sees them. Please put a box around **every person, vehicle, traffic light
and traffic sign**: the car's computer learns from them.

## Boxes touch the edges

- The four sides of a box touch the outermost edges of the object, no more and no less. Two or three pixels do not matter.
- If something is partly hidden, draw the box around **the whole of it** (imagine the hidden part) and tick "Occluded".
- If the picture's edge cuts it, draw up to the edge and tick "Cut off by the edge".

## {#person} Person

Walking, standing or riding. Rider and cycle get a box each. A baby on the back belongs to the adult's box.

## {#car} Car

Saloons, off-roaders, vans, taxis.

## {#truck} {#bus} Truck and bus

A truck carries goods, a bus carries many people.

## {#bicycle} {#motorcycle} Bicycle and motorcycle

A bicycle has pedals; also one that nobody rides. A motorcycle has two wheels and no pedals, electric scooters too.

## {#traffic light} Traffic light

The lamp housing, not the pole.

## {#traffic sign} Traffic sign

The board, not the pole. Shop signs do not count.

## What to leave out

- Anything smaller than 8 pixels.
- Anything of which only a little shows.
- Marks on the road, mirror images in water.

## When you cannot tell

Zoom in. If you still cannot tell, press "Unsure": it is paid all the same.
"""
