"""What frightened people and officials really type leads to the page that helps, in six languages."""

import pytest
from django.utils import translation

from comity.gateway import published, search_words
from comity.gateway.languages import DJANGO
from comity.gateway.search import Entry, Index, Lead
from comity.gateway.views.finding import address, index
from comity.law.errors import DataRowError
from comity.law.words import NAMES

FIRST = 3

# As people type: with mistakes, without accents, in sentences, in another form of the word.
TYPED = {
    "en": [
        ("revange porn", "help:images-adult"),
        ("Sextorsion", "help:images-adult"),
        ("my instagram account got hacked", "help:account-taken"),
        ("hacked", "help"),
        ("hacking", "help:account-taken"),
        ("fake online shop", "guidance:topics/trust"),
        ("SIM swapping attack", "guidance:topics/identity"),
        ("ransomeware attack", "help:ransomware"),
        ("somebody is stalking me", "help:threats-stalking"),
        ("CEO-fraud", "guidance:audiences/businesses"),
        ("I got scammed on whatsapp", "guidance:topics/fraud"),
        ("MLAT request to France", "guidance:themes/law-and-coordination"),
        ("24/7", "guidance:themes/law-and-coordination"),
        ("24/7", "map:role/24_7_contact_point"),
        ("preservation order 90 days", "guidance:topics/data-requests"),
        ("subscriber info", "guidance:topics/data-requests"),
        ("electronic evidence EU", "guidance:topics/data-requests"),
        ("police want customer data", "guidance:topics/data-requests"),
    ],
    "ar": [
        ("صور عاريه", "help:images-adult"),
        ("الابتزاز الالكتروني", "help:images-adult"),
        ("تم اختراق حسابي على انستغرام", "help:account-taken"),
        ("هكر", "help:account-taken"),
        ("متجر الكتروني وهمي", "guidance:topics/trust"),
        ("تبديل شريحة الهاتف", "guidance:topics/identity"),
        ("برنامج الفدية", "help:ransomware"),
        ("مطاردة عبر الانترنت", "help:threats-stalking"),
        ("المساعدة القانونية", "guidance:themes/law-and-coordination"),
        ("نقطة الاتصال", "map:role/24_7_contact_point"),
        ("حفظ بيانات", "guidance:topics/data-requests"),
        ("بيانات المشتركين", "guidance:topics/data-requests"),
        ("أدلة الكترونية", "guidance:topics/data-requests"),
    ],
    "es": [
        ("pornografia de venganza", "help:images-adult"),
        ("sextorsion", "help:images-adult"),
        ("me han hackeado la cuenta", "help:account-taken"),
        ("tienda online falsa", "guidance:topics/trust"),
        ("duplicado SIM", "guidance:topics/identity"),
        ("ramsomware", "help:ransomware"),
        ("ciberacoso", "help:threats-stalking"),
        ("fraude CEO", "guidance:audiences/businesses"),
        ("asistencia judicial reciproca", "guidance:themes/law-and-coordination"),
        ("punto de contacto 24/7", "map:role/24_7_contact_point"),
        ("conservacion de datos", "guidance:topics/data-requests"),
        ("datos del abonado", "guidance:topics/data-requests"),
        ("evidencia electronica", "guidance:topics/data-requests"),
    ],
    "fr": [
        ("vengeance pornographique", "help:images-adult"),
        ("sextortion", "help:images-adult"),
        ("piratage de compte facebook", "help:account-taken"),
        ("faux site de vente", "guidance:topics/trust"),
        ("echange carte SIM", "guidance:topics/identity"),
        ("rancongiciel", "help:ransomware"),
        ("harcelement en ligne", "help:threats-stalking"),
        ("arnaque president", "guidance:audiences/businesses"),
        ("entraide judiciaire internationale", "guidance:themes/law-and-coordination"),
        ("point de contact 24/7", "map:role/24_7_contact_point"),
        ("conservation des données", "guidance:topics/data-requests"),
        ("données abonné", "guidance:topics/data-requests"),
        ("preuve electronique", "guidance:topics/data-requests"),
    ],
    "ru": [
        ("слив интимных фото", "help:images-adult"),
        ("шантаж интимными фотографиями", "help:images-adult"),
        ("взломали мой аккаунт", "help:account-taken"),
        ("фейковый интернет магазин", "guidance:topics/trust"),
        ("подмена симкарты", "guidance:topics/identity"),
        ("программа вымогатель", "help:ransomware"),
        ("преследование в интернете", "help:threats-stalking"),
        ("международная правовая помощь", "guidance:themes/law-and-coordination"),
        ("контактный пункт 24/7", "map:role/24_7_contact_point"),
        ("сохранность данных", "guidance:topics/data-requests"),
        ("сведения об абонентах", "guidance:topics/data-requests"),
        ("электронное доказательство", "guidance:topics/data-requests"),
    ],
    "zh": [
        ("裸照被泄露", "help:images-adult"),
        ("裸聊敲诈怎么办", "help:images-adult"),
        ("微信账号被盗", "help:account-taken"),
        ("假网店骗钱", "guidance:topics/trust"),
        ("手机号被盗", "guidance:topics/identity"),
        ("勒索软件", "help:ransomware"),
        ("网络跟踪骚扰", "help:threats-stalking"),
        ("冒充老板诈骗", "guidance:audiences/businesses"),
        ("司法协助请求", "guidance:themes/law-and-coordination"),
        ("24/7联络点", "map:role/24_7_contact_point"),
        ("保全数据", "guidance:topics/data-requests"),
        ("订户信息", "guidance:topics/data-requests"),
        ("电子证据", "guidance:topics/data-requests"),
    ],
}


def _index(language: str) -> Index:
    with translation.override(DJANGO.get(language, language)):
        return index(published.now().version, language)


def _first(language: str, asked: str) -> list[str]:
    return [one.address for one in _index(language).find(asked).entries[:FIRST]]


@pytest.mark.parametrize(
    ("language", "asked", "meant"),
    [(language, *one) for language, rows in TYPED.items() for one in rows],
)
def test_what_is_typed_leads_to_what_is_meant(language: str, asked: str, meant: str) -> None:
    assert address(meant, language) in _first(language, asked)


@pytest.mark.parametrize("language", NAMES)
def test_all_words_of_the_file_lead_to_their_first_page_and_every_page_is_there(
    language: str,
) -> None:
    wrong = []
    for one in search_words.words().lead:
        wrong += [
            words
            for words in one.words(language)
            if address(one.to[0], language) not in _first(language, words)
        ]
    assert wrong == []
    there = {entry.address for entry in _index(language)._entries}
    assert {address(to, language) for one in search_words.words().lead for to in one.to} <= there


def test_guidance_comes_before_institutions_and_institutions_before_law() -> None:
    order = {"guidance": 0, "help": 0, "map": 1, "offence": 2, "instrument": 2}
    for one in search_words.words().lead:
        kinds = [order[to.partition(":")[0]] for to in one.to]
        assert kinds[0] == 0
        assert kinds == sorted(kinds), one.to


ENTRIES = [Entry("k", "/a", "apples", ""), Entry("k", "/b", "pears", "apples of the tree")]


def test_words_that_lead_nowhere_or_say_nothing_change_nothing() -> None:
    leads = [Lead("fruit", ("/gone", "/b")), Lead("of", ("/b",))]
    built = Index(ENTRIES, leads, ["of"])
    assert [one.address for one in built.find("apples").entries] == ["/a", "/b"]
    assert built.find("fruit").entries == ()
    assert built.find("of the").entries


ONE = "".join(f'{language} = ["x {language}", "y {language}"]\n' for language in sorted(NAMES))
GOOD = f'little = ["of"]\n[[lead]]\nto = ["help:danger", "map:role/police"]\n{ONE}'.encode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"help:danger"', b'"/en/help/"'),
        (b'"help:danger"', b'"https://elsewhere.example/"'),
        (b'"help:danger", ', b""),
        (b'zh = ["x zh", "y zh"]\n', b""),
        (b'zh = ["x zh", "y zh"]', b'zh = ["x zh"]'),
        (b'"y zh"', b'"X ZH"'),
        (b'"y zh"', b'""'),
        (b'"y zh"', b'"' + b"y" * 61 + b'"'),
        (b"zh =", b'de = ["a", "b"]\nzh ='),
        (b"little", b"\xff"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(old: bytes, new: bytes) -> None:
    assert search_words.read(GOOD).lead[0].words("en") == ("x en", "y en")
    assert old in GOOD
    with pytest.raises(DataRowError) as refused:
        search_words.read(GOOD.replace(old, new, 1))
    assert refused.value.file == search_words.FILE
