"""Real counties in which the synthetic women live, and how many of them in each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One county by its division code; women: how many live there."""

    code: str
    name: str
    name_en: str
    province: str
    province_en: str
    women: int


# Some with ten women or more, so that reports show them; some with fewer, so that reports must not.
PLACES = (
    Place("520624", "思南县", "Sinan", "贵州省", "Guizhou", 17),
    Place("522325", "贞丰县", "Zhenfeng", "贵州省", "Guizhou", 14),
    Place("530326", "会泽县", "Huize", "云南省", "Yunnan", 12),
    Place("141032", "永和县", "Yonghe", "山西省", "Shanxi", 7),
    Place("640422", "西吉县", "Xiji", "宁夏回族自治区", "Ningxia", 5),
    Place("520603", "万山区", "Wanshan", "贵州省", "Guizhou", 3),
    Place("621226", "礼县", "Lixian", "甘肃省", "Gansu", 2),
)
SOURCE = "NBS division codes 2023"


def county_list() -> str:
    """The counties as the CSV that the registry imports."""
    lines = ["code,name,name_en,province_code,province_name,province_name_en"]
    lines += [
        f"{place.code},{place.name},{place.name_en},{place.code[:2]}0000,{place.province},{place.province_en}"
        for place in PLACES
    ]
    return "\n".join(lines) + "\n"
