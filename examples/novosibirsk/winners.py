"""The 179 made-up winners of the campaign: what their table says, and how their covers' files are called.

No page, person or place of these rows exists. The districts are those of Novosibirsk region; settlements are
invented, numbers of institutions and communities are beyond those in use, and no ОГРН has the right check digit.
Names have the forms, the lengths (21 to 223 characters) and the quotation marks of real tables.
"""

from __future__ import annotations

from dataclasses import dataclass

NO_COVER, NO_YEAR = 64, 131
"""The two rows that somebody has to mend: the cover of one is missing, the year of the other is written in words."""

YEAR = 2026
FIRST_ID = 900_000_000

DISTRICTS = (
    "Баганский",
    "Барабинский",
    "Болотнинский",
    "Венгеровский",
    "Доволенский",
    "Здвинский",
    "Искитимский",
    "Карасукский",
    "Каргатский",
    "Колыванский",
    "Коченёвский",
    "Кочковский",
    "Краснозёрский",
    "Куйбышевский",
    "Купинский",
    "Кыштовский",
    "Маслянинский",
    "Мошковский",
    "Новосибирский",
    "Ордынский",
    "Северный",
    "Сузунский",
    "Татарский",
    "Тогучинский",
    "Убинский",
    "Усть-Таркский",
    "Чановский",
    "Черепановский",
    "Чистоозёрный",
    "Чулымский",
)

# The settlement, and what its adjectives begin with.
TOWNS = (
    ("г. Приобск", "Приобск"),
    ("с. Новокедровка", "Новокедровск"),
    ("с. Верх-Каменка", "Верх-Каменск"),
    ("р.п. Светлоозёрск", "Светлоозёрск"),
    ("с. Малая Тальменка", "Малотальменск"),
    ("д. Старогривка", "Старогривск"),
    ("с. Чистоборка", "Чистоборск"),
    ("р.п. Белоярово", "Белояровск"),
    ("с. Долгополянка", "Долгополянск"),
    ("с. Ключегорье", "Ключегорск"),
    ("г. Зеленогривск", "Зеленогривск"),
    ("с. Каменный Брод", "Каменнобродск"),
    ("с. Синеборье", "Синеборск"),
    ("с. Высокая Грива", "Высокогривск"),
    ("с. Старопаромное", "Старопаромск"),
    ("с. Большая Журавка", "Большежуравск"),
    ("с. Верх-Соловьиха", "Верх-Соловьихинск"),
    ("с. Тихоборское", "Тихоборск"),
    ("р.п. Ясноозёрный", "Ясноозёрск"),
    ("с. Солнцегорка", "Солнцегорск"),
    ("с. Кедровый Яр", "Кедровоярск"),
    ("г. Нижнеобск", "Нижнеобск"),
    ("р.п. Лебяжье-Озёрное", "Лебяжьеозёрск"),
)
KINDS = {"г.": "города", "с.": "села", "д.": "деревни", "р.п.": "рабочего посёлка"}

# {town} с. Синеборье, {tight} с.Синеборье, {of_town} села Синеборье, {adj} Синеборск, {of_district} Чановского района,
# {n} a small number, {many} one that no district reaches, {nick} a proper name, {who} a person schools are named after.
FORMS = {
    "Образование": (
        "Муниципальное бюджетное общеобразовательное учреждение {adj}ая средняя общеобразовательная школа",
        "Муниципальное казённое общеобразовательное учреждение «Средняя общеобразовательная школа № {many} имени {who}» {of_district} Новосибирской области",
        "Муниципальное автономное дошкольное образовательное учреждение {of_town} «Детский сад № {n} комбинированного вида „{nick}“»",
        "МКОУ «{adj}ая СОШ № {n}»",
        'МБДОУ детский сад № {n} "{nick}" {town}',
        "Муниципальное казённое дошкольное образовательное учреждение детский сад общеразвивающего вида с приоритетным осуществлением деятельности по физическому развитию детей № {n} «{nick}» {town}",
        "Государственное автономное профессиональное образовательное учреждение Новосибирской области «{adj}ий политехнический колледж»",
        "МБУДО «Дом детского творчества «{nick}» {town}",
        "МАОУ Гимназия №{n} {tight}",
        "Муниципальное бюджетное общеобразовательное учреждение «Лицей № {many}» {of_district}",
    ),
    "Культура": (
        "МБУДО ДШИ №{n} {tight}",
        "Муниципальное бюджетное учреждение культуры «Межпоселенческая центральная библиотека им. М. В. Ломоносова – филиал № {n}» {town}",
        'Муниципальное бюджетное учреждение «Культурно-досуговый центр "{nick}"» {of_town} {of_district} Новосибирской области',
        "МКУК «{adj}ий краеведческий музей»",
        "Муниципальное казённое учреждение культуры {adj}ий сельский Дом культуры",
        "Муниципальное бюджетное учреждение дополнительного образования «{adj}ая детская школа искусств»",
    ),
    "Здравоохранение": (
        "ГБУЗ НСО «{adj}ая ЦРБ»",
        'Государственное бюджетное учреждение здравоохранения Новосибирской области "{adj}ая городская клиническая поликлиника № {n}"',
        "Государственное бюджетное учреждение здравоохранения Новосибирской области «{adj}ая центральная районная больница»",
        'ГБУЗ НСО "Детская поликлиника №{n}" {tight}',
        "Государственное автономное учреждение здравоохранения Новосибирской области «{adj}ая стоматологическая поликлиника»",
    ),
    "Спорт": (
        "Муниципальное казённое учреждение дополнительного образования «Детско-юношеская спортивная школа «{nick}» {town}",
        "МБУ ДО «Спортивная школа „{nick}“» {town}",
        "Муниципальное автономное учреждение спорта «Физкультурно-оздоровительный комплекс „{nick}“» {of_town}",
        'МАУ ФОК "{nick}" {tight}',
        "Муниципальное бюджетное учреждение «Центр физической культуры и спорта» {of_town} {of_district} Новосибирской области",
    ),
    "Социальная сфера": (
        "Государственное автономное учреждение социального обслуживания Новосибирской области «{adj}ий центр социальной адаптации инвалидов» (ГАУСО НСО «ЦСАИ»)",
        "Муниципальное бюджетное учреждение «Комплексный центр социального обслуживания населения» {of_town} (отделение «{nick}-2»)",
        "МКУ «Центр помощи детям „{nick}“» {town}",
        "Администрация {adj}ого сельсовета {of_district} Новосибирской области",
        'ГБУ НСО "{adj}ий дом-интернат для престарелых и инвалидов"',
    ),
}
COUNTS = {"Образование": 70, "Культура": 40, "Здравоохранение": 22, "Спорт": 25, "Социальная сфера": 22}
WORDS = {
    "Образование": "school",
    "Культура": "culture",
    "Здравоохранение": "clinic",
    "Спорт": "sport",
    "Социальная сфера": "social",
}
NICKS = (
    "Лесная полянка",
    "Росинка",
    "Стрела",
    "Забота",
    "Кедровый орешек",
    "Вдохновение",
    "Юность Сибири",
    "Журавлик",
    "Созвездие",
    "Олимп",
    "Рябинка",
)
PEOPLE = ("Героя Советского Союза А. И. Иванова", "М. В. Ломоносова", "К. Э. Циолковского", "Н. В. Гоголя")
SHORTEST = "МБУДО ДШИ №5 с.Кедрик"
LONGEST = (
    "Федеральное государственное бюджетное образовательное учреждение высшего образования «Приобский государственный "
    "университет речного транспорта» (ПГУРТ) — структурное подразделение «Ясноозёрский техникум речного судоходства»"
)
ADMINISTRATORS = (
    "Ветлугина Марфа Тихоновна",
    "Крестовоздвиженский Е. П.",
    "Щегольков Прохор",
    "Пустоозёрова Фаина Лукинична",
    "Златопольский Я. Я.",
    "Незовибатько Устинья",
    "Рукавишникова-Юдт В. О.",
)


@dataclass(frozen=True)
class Winner:
    """One row of the table; ``file`` is the cover's file, which the table may call otherwise, or not at all."""

    number: int
    name: str
    district: str
    founder: str
    ogrn: int
    nomination: str
    community: int | None
    link: str
    cover: str
    code: str
    year: int | str
    administrator: str
    remark: str
    file: str


def winners() -> list[Winner]:
    """Return all rows, sphere by sphere."""
    spheres = [sphere for sphere, count in COUNTS.items() for _ in range(count)]
    return [_winner(number, sphere) for number, sphere in enumerate(spheres, start=1)]


def _winner(number: int, sphere: str) -> Winner:
    district = DISTRICTS[number * 7 % len(DISTRICTS)] + (" район" if number % 3 else " муниципальный округ")
    community = FIRST_ID + number * 1237
    screen_name = f"{WORDS[sphere]}{number}_example"
    link = _link(number, community, screen_name)
    cover, file = _cover(number, community, screen_name)
    person = ADMINISTRATORS[number % len(ADMINISTRATORS)]
    return Winner(
        number,
        _name(number, sphere, district),
        district,
        _founder(sphere, district),
        _ogrn(number),
        sphere,
        None if str(community) in link else community,
        link,
        cover,
        f"HTTPS://ZNAK.EXAMPLE/#{_code(number)}" if number % 2 else "",
        "двадцать шестой" if number == NO_YEAR else YEAR,
        f"{person}, admin{number}@znak.example",
        "обложку обещали\nприслать" if number == NO_COVER else "",
        "" if number == NO_COVER else file,
    )


def _name(number: int, sphere: str, district: str) -> str:
    if number == COUNTS["Образование"]:
        return LONGEST
    if number == COUNTS["Образование"] + 1:
        return SHORTEST
    forms = FORMS[sphere]
    town, adjective = TOWNS[number * 5 % len(TOWNS)]
    kind, place = town.split(" ", 1)
    adjective_of_district, _, kind_of_district = district.partition(" ")
    of_kind = "района" if kind_of_district == "район" else "муниципального округа"
    return forms[number % len(forms)].format(
        town=town,
        tight=f"{kind}{place}",
        of_town=f"{KINDS[kind]} {place}",
        adj=adjective,
        of_district=f"{adjective_of_district[:-2]}ого {of_kind}",
        n=1 + number % 9,
        many=300 + number,
        nick=NICKS[number * 3 % len(NICKS)],
        who=PEOPLE[number // 10 % len(PEOPLE)],
    )


def _founder(sphere: str, district: str) -> str:
    ministry = {"Здравоохранение": "здравоохранения", "Социальная сфера": "труда и социального развития"}.get(sphere)
    return f"Министерство {ministry} Новосибирской области" if ministry else f"Администрация: {district}"


def _ogrn(number: int) -> int:
    """Return 13 digits of which the last is not the check digit, which is the others modulo 11, modulo 10."""
    digits = 102_540_000_000 + number * 7919
    return digits * 10 + (digits % 11 + 1) % 10


def _code(number: int) -> str:
    signs = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    scattered = number * 40_503 % 32**4
    return "".join(signs[scattered >> 5 * place & 31] for place in range(4))


def _link(number: int, community: int, screen_name: str) -> str:
    """Return the address of the community in one of the forms in which people write it."""
    forms = (
        f"https://vk.com/club{community}",
        f"vk.com/{screen_name}",
        f"https://vk.ru/{screen_name}",
        f"m.vk.com/public{community}",
        f"@{screen_name}",
        f"club{community}",
        f"https://m.vk.com/{screen_name}?from=groups",
        f"public{community}",
    )
    return forms[number % len(forms)]


def _cover(number: int, community: int, screen_name: str) -> tuple[str, str]:
    """Return what the table says of the cover, often nothing, and how its file is called."""
    if number == NO_COVER:
        return f"Обложка {number}.jpg", ""
    if number % 12 == 0:
        return f"Обложка {number}.jpg", f"Oблoжкa {number}.JPG"  # with a Latin O, o, o, a
    if number % 12 == 3:
        return f"{number:03}.jpg", f"{number:03}.jpg"
    if number % 12 == 7:
        return f"обложки/{number:03}.png", f"обложки/{number:03}.png"
    if number % 24 == 9:
        return f"фото_{number}.jpg", f"фото_{number}.webp"
    if number % 8 in (1, 2, 4, 6):  # those whose link has the screen name
        return "", (f"{screen_name}.jpg", f"{community}.jpg", f"{screen_name.capitalize()}.JPG")[number % 3]
    return "", (f"{community}.jpg", f"club{community}.jpg", f"public{community}.JPG")[number % 3]
