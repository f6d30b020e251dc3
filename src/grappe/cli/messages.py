"""`grappe messages`: extract every text, keep its French beside its app, and prove none is missing.

No gettext binary is needed: Babel extracts, updates and compiles. The .po files carry no dates and
no line numbers, and are sorted, so that people at work in two apps never meet in one file.
"""

import os
import re
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGE = "fr"
HEADER = b"""\
# French texts of Grappe. Written by hand; `grappe messages update` adds and removes the entries.
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: fr\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""
# Which arguments of each function are the text, its plural and (as "c") its context.
KEYWORDS: dict[str, Any] = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*[a-zA-Z]|%[sd]|(?<!\{)\{(\w*)\}(?!\})")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("do", choices=["update", "compile", "check"])
    parser.add_argument("apps", nargs="*", metavar="APP", help="proposals, kit… (default: all)")


def run(args: Namespace) -> int:
    """Update, compile or check the French of some apps, or of all."""
    folders = {folder.name: folder for folder in sources()}
    if unknown := sorted(set(args.apps) - set(folders)):
        print(f"No such app: {', '.join(unknown)}. One of: {', '.join(folders)}.", file=sys.stderr)
        return 2
    chosen = [folders[name] for name in args.apps or folders]
    if args.do == "update":
        for folder in chosen:
            missing = update(folder)
            print(f"{folder.name}: {missing} to translate" if missing else f"{folder.name}: done")
        return 0
    if args.do == "compile":
        compile_stale(chosen)
        return 0
    faults = [fault for folder in chosen for fault in check(folder)]
    faults += disagreements(folders.values())
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print(f"{len(faults)} faults. `grappe messages update` adds entries.", file=sys.stderr)
    return 1 if faults else 0


def sources(package: Path = PACKAGE) -> list[Path]:
    """Return the folders that have texts of their own: each app, kit and config."""
    apps = sorted(path.parent for path in (package / "hub").glob("*/apps.py"))
    return [*apps, package / "kit", package / "config"]


def po_file(folder: Path) -> Path:
    """Return where the French of a folder stands."""
    return folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def update(folder: Path) -> int:
    """Rewrite the .po of a folder for the texts of today; return how many are not translated."""
    catalog = updated(folder)
    file = po_file(folder)
    if not len(catalog) and not file.exists():
        return 0
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(written(catalog))
    return sum(1 for message in texts(catalog) if not complete(message))


def updated(folder: Path) -> Catalog:
    """Return the French of a folder with the texts of today: old ones kept, obsolete ones gone."""
    template = extract(folder)
    catalog = read(folder)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def read(folder: Path) -> Catalog:
    """Return the French of a folder as it is on disk."""
    file = po_file(folder)
    raw = file.read_bytes() if file.exists() else HEADER
    return read_po(BytesIO(raw), locale=LANGUAGE, ignore_obsolete=True)


def written(catalog: Catalog) -> bytes:
    """Return a catalogue as the text of a .po file: sorted, without dates or places."""
    out = BytesIO()
    write_po(
        out,
        catalog,
        width=0,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    return HEADER + out.getvalue().strip() + b"\n"


def extract(folder: Path) -> Catalog:
    """Return every text of a folder's Python and templates."""
    catalog = Catalog(locale=LANGUAGE)
    for file in sorted(folder.rglob("*.py")):
        if "migrations" not in file.parts:
            _collect(catalog, file, file.read_bytes())
    for file in sorted((folder / "templates").rglob("*")):
        if file.suffix in {".html", ".txt"}:
            _collect(catalog, file, _as_python(file))
    return catalog


def _as_python(file: Path) -> bytes:
    from django.utils.translation.template import templatize

    # In parentheses the indentation that is left of the page means nothing to Python's tokenizer.
    return f"(\n{templatize(file.read_text(), origin=str(file))}\n)".encode()


def _collect(catalog: Catalog, file: Path, source: bytes) -> None:
    found = extract_python(BytesIO(source), KEYWORDS, ["Translators:"], {})
    for line, function, arguments, comments in found:
        given = (arguments,) if isinstance(arguments, str) else tuple(arguments or ())
        context, ids = None, []
        for spec in KEYWORDS[str(function)]:
            position, is_context = (spec[0], True) if isinstance(spec, tuple) else (spec, False)
            value = given[position - 1] if position <= len(given) else None
            if not isinstance(value, str):
                break
            if is_context:
                context = value
            else:
                ids.append(value)
        else:
            if ids[0]:
                text = ids[0] if len(ids) == 1 else tuple(ids)
                comment = [" ".join(str(part).split()) for part in comments or ()]
                place = (str(file.name), line)
                catalog.add(text, context=context, locations=[place], auto_comments=comment)


def texts(catalog: Catalog) -> Iterator[Message]:
    """Yield every entry but the header."""
    return (message for message in catalog if message.id)


def complete(message: Message) -> bool:
    """Say whether every form of an entry has its translation."""
    wanted = 2 if message.pluralizable else 1
    return len(_forms(message.string)) == wanted and all(f.strip() for f in _forms(message.string))


def _forms(text: Any) -> list[str]:
    return [form or "" for form in (text if isinstance(text, list | tuple) else [text])]


def check(folder: Path) -> list[str]:
    """Return what is wrong with the French of a folder, one line each."""
    file, name = po_file(folder), folder.name
    catalog = updated(folder)
    faults = []
    for message in texts(catalog):
        text = message.id[0] if message.pluralizable else message.id
        start = f"{name}: “{text[:70]}”"
        if not complete(message):
            faults.append(f"{start} has no French")
        elif message.fuzzy:
            faults.append(f"{start} is marked fuzzy")
        elif difference := _placeholders_off(message):
            faults.append(f"{start} {difference}")
    on_disk = file.read_bytes() if file.exists() else b""
    if not faults and on_disk != (written(catalog) if len(catalog) or on_disk else b""):
        faults.append(f"{name}: {file.name} is not up to date")
    return faults


def disagreements(folders: Iterable[Path]) -> list[str]:
    """Return the texts that two apps translate differently, one line each.

    Django reads all apps into one catalogue, where one of the two would win: agree, or tell the two
    meanings apart with a context (`pgettext`).
    """
    said: dict[tuple[str, str], dict[str, str]] = {}
    for folder in folders:
        for message in texts(read(folder)):
            text = message.id[0] if message.pluralizable else message.id
            french = _forms(message.string)[0]
            said.setdefault((message.context or "", str(text)), {}).setdefault(french, folder.name)
    return [
        f"“{text[:70]}” is " + " but ".join(f"“{fr}” in {app}" for fr, app in sorted(ways.items()))
        for (_context, text), ways in sorted(said.items())
        if len(ways) > 1
    ]


def _placeholders_off(message: Message) -> str:
    """Say how the placeholders of a translation differ from those of the text, or return ""."""
    texts, french = _forms(message.id), _forms(message.string)
    allowed, got = _placeholders(texts), _placeholders(french)
    # A singular may do without its number ("one call"); the last form may not.
    if got <= allowed and _placeholders(french[-1:]) == _placeholders(texts[-1:]):
        return ""
    return f"has {_said(allowed)} but its French has {_said(got)}"


def _placeholders(forms: Iterable[str]) -> frozenset[str]:
    return frozenset(found.group() for form in forms for found in PLACEHOLDER.finditer(form))


def _said(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def compile_stale(folders: Iterable[Path] | None = None) -> int:
    """Write the .mo beside every .po that is newer than it; return how many were written."""
    count = 0
    for folder in sources() if folders is None else folders:
        po = po_file(folder)
        mo = po.with_suffix(".mo")
        if not po.exists() or (mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns):
            continue
        # Read after the time is known and swapped in whole: two starts at once do no harm.
        part = mo.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as out:
            write_mo(out, read(folder))
        part.replace(mo)
        count += 1
    return count
