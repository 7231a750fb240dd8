"""A document for people to read, edit and sign: headings, words, tables, pictures, visible gaps.

The pieces are plain values; `paper` makes a .docx of them. Whatever text stands in them is text.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.reports.tables import clean

FONT: Final = "Times New Roman"
_WIDTH_CM: Final = 17.0
_GAP: Final = "FFF2CC"
_HEAD: Final = "D9E2EA"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 or 2."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; `bullet` makes it an item of a list."""

    text: str
    bullet: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """What a person has to fill in: seen at once, empty or with what is missing."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `widths` are shares of the page, `inner` the rows that belong to the one above."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    inner: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing (PNG) with the sentence that says the same."""

    content: bytes
    caption: str
    width_cm: float = 16.0


Block = Heading | Words | Gap | Grid | Picture


@dataclass(frozen=True, slots=True)
class Cover:
    """The head of the document, what stands on every page, and whose it is.

    `page` is told as words around the number of the page and of all pages: «Страница», «из».
    """

    title: str
    lines: tuple[str, ...]
    header: str
    page: tuple[str, str]
    author: str
    language: str
    made_at: datetime


def paper(cover: Cover, blocks: Sequence[Block]) -> bytes:
    """The file. python-docx is imported here, since most processes never write one."""
    import docx

    document = docx.Document()
    _dress(document, cover)
    title = document.add_paragraph(style="Title")
    title.add_run(clean(cover.title))
    for line in cover.lines:
        document.add_paragraph(clean(line), style="Subtitle")
    for block in blocks:
        _add(document, block)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _add(document: Any, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(clean(block.text), block.level)
    elif isinstance(block, Words):
        paragraph = document.add_paragraph(style="List Bullet" if block.bullet else None)
        paragraph.add_run(clean(block.text)).bold = block.bold
    elif isinstance(block, Gap):
        paragraph = document.add_paragraph(clean(block.text))
        paragraph._p.get_or_add_pPr().append(_shading(_GAP))  # noqa: SLF001 - python-docx has no word for it
    elif isinstance(block, Picture):
        _add_picture(document, block)
    else:
        _add_grid(document, block)


def _add_picture(document: Any, block: Picture) -> None:
    from docx.shared import Cm

    document.add_picture(io.BytesIO(block.content), width=Cm(block.width_cm))
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    drawn = document.inline_shapes[-1]._inline.docPr  # noqa: SLF001
    drawn.set("descr", clean(block.caption))
    document.add_paragraph(clean(block.caption), style="Caption")


def _add_grid(document: Any, block: Grid) -> None:
    from docx.shared import Cm, Pt

    table = document.add_table(rows=1, cols=len(block.head), style="Table Grid")
    table.autofit = False
    whole = sum(block.widths)
    widths = [Cm(_WIDTH_CM * share / whole) for share in block.widths]
    for width, column in zip(widths, table.columns, strict=True):
        column.width = width
    for text, cell in zip(block.head, table.rows[0].cells, strict=True):
        _fill(cell, text, bold=True)
        cell._tc.get_or_add_tcPr().append(_shading(_HEAD))  # noqa: SLF001
    _mark(table.rows[0], "w:tblHeader")
    for number, row in enumerate(block.rows):
        cells = table.add_row().cells
        for text, cell in zip(row, cells, strict=True):
            _fill(cell, text)
        if number in block.inner:
            first = next((cell for cell, text in zip(cells, row, strict=True) if text), cells[0])
            first.paragraphs[0].paragraph_format.left_indent = Cm(0.5)
    for row in table.rows:
        _mark(row, "w:cantSplit")
        for width, cell in zip(widths, row.cells, strict=True):
            cell.width = width
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill(cell: Any, text: str, *, bold: bool = False) -> None:
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(clean(text))
    run.font.size, run.bold = Pt(10), bold


# --- how it looks ----------------------------------------------------------------------------


def _dress(document: Any, cover: Cover) -> None:
    """A4, the service's margins and letters, hyphenation, header and number on every page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2)
    for name, size in (("Normal", 12), ("Title", 16), ("Subtitle", 12), ("Heading 1", 14), ("Heading 2", 12),
                       ("Caption", 10)):  # fmt: skip
        _letters(document.styles[name], size, cover.language)
    normal = document.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(6), 1.15
    _plain(document.styles["Subtitle"])
    _plain(document.styles["Caption"])
    document.styles["Caption"].font.italic = True
    document.styles["Title"].font.bold = True
    document.settings.element.append(_element("w:autoHyphenation", **{"w:val": "true"}))
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.text, head.alignment = clean(cover.header), WD_ALIGN_PARAGRAPH.RIGHT
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for words, field in zip(cover.page, ("PAGE", "NUMPAGES"), strict=True):
        foot.add_run(f"{clean(words)} ")
        _add_field(foot, field)
        foot.add_run(" ")
    for paragraph in (head, foot):
        for run in paragraph.runs:
            run.font.size = Pt(9)
    properties = document.core_properties
    properties.title, properties.author = clean(cover.title)[:255], clean(cover.author)[:255]
    properties.comments, properties.language = "", cover.language
    properties.created = properties.modified = cover.made_at.replace(tzinfo=None, microsecond=0)


def _letters(style: Any, size: int, language: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    code = {"ru": "ru-RU", "en": "en-GB"}.get(language, language)
    properties.append(_element("w:lang", **{"w:val": code, "w:eastAsia": code}))


def _plain(style: Any) -> None:
    """Without what the template thinks of this style."""
    from docx.oxml.ns import qn

    style.font.bold = style.font.italic = False
    for name in ("w:spacing", "w:kern"):
        for found in style.element.get_or_add_rPr().findall(qn(name)):
            found.getparent().remove(found)


def _add_field(paragraph: Any, name: str) -> None:
    """A number that the reader's program fills in."""
    for kind in ("begin", "", "separate", "text", "end"):
        run = paragraph.add_run()
        if kind == "text":
            run.text = "1"
        elif kind:
            run._r.append(_element("w:fldChar", **{"w:fldCharType": kind}))  # noqa: SLF001
        else:
            code = _element("w:instrText", **{"xml:space": "preserve"})
            code.text = f" {name} "
            run._r.append(code)  # noqa: SLF001


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(_element(name, **{"w:val": "true"}))  # noqa: SLF001


def _shading(colour: str) -> Any:
    return _element("w:shd", **{"w:val": "clear", "w:color": "auto", "w:fill": colour})


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(key), value)
    return made
