"""What `nbgrader zip_collect` does here with the files that Moodle and Canvas let an instructor download.

nbgrader's own collector sees one file at a time and stops for the whole class at the first that it cannot tell from
another. This one looks at all files first, chooses one notebook for each student, and says what it left out and why.
"""

import csv
import io
import json
import os
import re
import shutil
import stat
import time
import unicodedata
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import ExtractorPlugin
from nbgrader.utils import ignore_patterns, unzip
from traitlets import Bool

PATTERN = re.compile(r"[\[\]*?]+")  # what nbgrader, and a shell, reads as a pattern in a folder's name
# Li Wei_123_assignsubmission_file_/01_name.ipynb, with or without folders; liwei_LATE_123_456_01_name-1.ipynb
MOODLE = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_[a-z]+")
CANVAS = re.compile(r"(?P<name>.+?)_(?:LATE_)?(?P<number>\d+)_(?:(?P<upload>\d{3,})_)?.+")
JUNK = re.compile(r"__MACOSX|\._.*|\.DS_Store|Thumbs\.db|desktop\.ini")


def read_notebook(path: Path):
    """Return a notebook from its file, in any Unicode encoding and with or without a byte-order mark."""
    data = path.read_bytes()
    return nbformat.reads(data.decode(json.detect_encoding(data)), as_version=4)


def read_releases(folder: Path | str) -> dict:
    """Return the released notebook of each assignment of a course: name → notebook."""
    paths = sorted(Path(folder).glob("*/*.ipynb"))
    return {path.stem: read_notebook(path) for path in paths if path.stem == path.parent.name}


def assignment_of(notebook, releases: dict) -> str | None:
    """Return the assignment of the course that a notebook was made from; None if nothing in it tells."""
    ids = {name: _grade_ids(release) for name, release in releases.items()}
    found, counts = _grade_ids(notebook), {}
    for name in ids:
        shared = set().union(*(ids[other] for other in ids if other != name))
        counts[name] = len(found & (ids[name] - shared))
    best = max(counts, key=counts.get, default=None)
    return best if best is not None and counts[best] else None


def _grade_ids(notebook) -> set[str]:
    marks = [cell.metadata.get("nbgrader") for cell in notebook.cells]
    return {str(mark.get("grade_id")) for mark in marks if isinstance(mark, dict)}


def find_notebook(folder: Path, name: str, releases: dict) -> tuple[Path | None, str]:
    """Return the notebook of an assignment in a student's folder, whatever its name, or None and why there is none."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "timestamp.txt"]
    work = Work("", "", [(path, 0) for path in files])
    work.choose(name, releases)
    return work.chosen, work.why


@dataclass
class Work:
    """What one student handed in for one assignment.

    ``files`` holds each file with its number of upload, 0 where there is none. `choose` sets the others: the file that
    counts, those that could have counted, and a sentence that says why there is none, or that it has another name.
    """

    name: str
    number: str
    files: list[tuple[Path, int]] = field(default_factory=list)
    chosen: Path | None = None
    passed_over: list[Path] = field(default_factory=list)
    why: str = ""

    def choose(self, name: str, releases: dict) -> None:
        """Choose the newest notebook of an assignment: by Canvas's number of upload, time, or number in the name."""
        candidates, others = [], {}
        for path, upload in self.files:
            belongs, readable = _look_into(path, releases)
            if belongs == name or (belongs is None and name in path.name and path.suffix == ".ipynb"):
                is_draft = ".ipynb_checkpoints" in path.parts or path.stem.endswith("-checkpoint")
                number = re.search(r"(?:-|\()(\d+)\)?$", path.stem.removesuffix(".ipynb"))
                age = (upload, path.stat().st_mtime, int(number.group(1)) if number else 0, path.stem.endswith(name))
                candidates.append(((not is_draft, belongs == name, *age), path))
            elif readable:
                others[path] = belongs
        if candidates:
            candidates.sort(key=lambda candidate: (candidate[0], str(candidate[1])))
            self.chosen = candidates[-1][1]
            best, kept = candidates[-1][0], self.chosen.read_bytes()
            rest = [path for key, path in candidates[:-1] if key[0] == best[0]]
            self.passed_over = [path for path in rest if path.read_bytes() != kept]
            if name not in self.chosen.name:
                self.why = f"{self.chosen.name} is the notebook of {name} under another name: it was taken."
        elif others:
            texts = [
                f"{path.name} is {f'the notebook of {other}' if other else 'no notebook of this course'}"
                for path, other in others.items()
            ]
            self.why = f"{', '.join(texts)}, not of {name}: ask for the right file."
        elif self.files:
            self.why = f"no notebook among {', '.join(path.name for path, _ in self.files)}: ask for {name}.ipynb."
        else:
            self.why = f"no file: ask for {name}.ipynb."


def _look_into(path: Path, releases: dict) -> tuple[str | None, bool]:
    """Return the assignment that a file belongs to, if it tells, and whether the file is a notebook at all."""
    if path.suffix not in (".ipynb", ".json", ".txt"):  # some browsers save a notebook with one of these endings
        return None, False
    try:
        notebook = read_notebook(path)
        return assignment_of(notebook, releases), True
    except Exception:  # whatever a student's file holds, the others are collected
        return None, False


class Students:
    """Who is who: the class list in the gradebook, and Moodle's grading worksheet where it lies in the archive.

    Moodle names a folder by the name that the student shows and by a number that is another one in each assignment;
    Canvas by the name in small letters and by a number that stays.
    """

    def __init__(self, db_url: str, worksheets: list[Path]):
        self.students = []  # (id, squashed names, e-mail address, is on an imported list)
        if Path(db_url.removeprefix("sqlite:///")).exists():
            with Gradebook(db_url) as gradebook:
                for one in gradebook.students:
                    first, last = one.first_name or "", one.last_name or ""
                    names = {
                        _squash(text) for text in (one.id, re.sub(r" \d+$", "", one.id), first + last, last + first)
                    }
                    self.students.append((one.id, names - {""}, (one.email or "").lower(), bool(first or last)))
        self.emails = {}  # Moodle's number → e-mail address
        for path in worksheets:
            for row in csv.reader(io.StringIO(_text(path.read_bytes()))):
                number = re.search(r"(\d+)$", row[0]) if row else None
                email = next((cell for cell in row if re.fullmatch(r"\S+@\S+", cell)), None)
                if number and email:
                    self.emails[number.group(1)] = email.lower()
        self.has_list = any(is_listed for *_, is_listed in self.students)

    def identify(self, name: str, number: str, is_shared: bool) -> tuple[str, str]:
        """Return a student's id for the gradebook, and a sentence for the instructor, empty where all is clear."""
        email = self.emails.get(number)
        by_email = [one[0] for one in self.students if email and one[2] == email]
        if by_email:
            return by_email[0], ""
        matches = [one[0] for one in self.students if _squash(name) in one[1]]
        if is_shared or len(matches) > 1:
            student = clean_name(f"{name} {number}")
            return student, (
                f"more than one student has this name: collected as {student}. Moodle's number is another one in each "
                "assignment: rename the folder to the id in your class list, or put Moodle's grading worksheet (a "
                "csv file with numbers and e-mail addresses) into archive/, and collect again with --force."
            )
        student = matches[0] if matches else clean_name(name)
        if PATTERN.search(name) and not matches:
            return student, f"collected as {student}: nbgrader reads [ ] * ? in a folder's name as a pattern."
        if self.has_list and not matches:
            return (
                student,
                "is not in the class list: rename the folder to the id there, or import a list with this name.",
            )
        return student, ""


def _squash(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFC", text).lower() if letter.isalnum())


def clean_name(text: str) -> str:
    """Return a name as a folder and a row of a CSV file can have it."""
    text = re.sub(r'[\[\]*?"<>|:;,\\/{}\x00-\x1f]+', " ", unicodedata.normalize("NFC", text))
    return " ".join(text.split()).strip(" .")


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


class CollectSubmissions(ExtractorPlugin):
    """Unpacks what was downloaded, and lays one notebook a student where nbgrader's collector finds it.

    archive/ stays as it is; unpacked/ holds all that was in it; extracted/<student>/<assignment>.ipynb is what counts.
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        course = self.parent.coursedir
        name, unpacked = course.assignment_id, Path(extracted_path).with_name("unpacked")
        broken = unpack(Path(archive_path), unpacked)
        works, ownerless = sort_by_student(unpacked)
        worksheets = [path for path in ownerless if path.suffix == ".csv"]
        lines = [
            f"{path.relative_to(unpacked)}: {'cannot be opened' if path in broken else 'nobody can tell whose it is'}; "
            f"put what it holds into build/submitted/<student>/{name}/."
            for path in ownerless
            if path not in worksheets
        ]
        found, notes = self._by_id(works, Students(course.db_url, worksheets))
        releases = read_releases(course.format_path(course.release_directory, ".", "."))
        for student, work in found.items():
            work.choose(name, releases)
            notes[student] += [work.why] if work.why else []
            notes[student] += [f"{path.name} cannot be opened." for path, _ in work.files if path in broken]
            if work.passed_over:
                rest = ", ".join(str(path.relative_to(unpacked)) for path in work.passed_over)
                notes[student].append(f"{work.chosen.name} counts, the newest; not {rest}, which lies in {unpacked}.")
        self._lay_out(found, Path(extracted_path), name)
        lines += [f"{student}: {note}" for student in found for note in notes[student]]
        count = sum(work.chosen is not None for work in found.values())
        self.log.warning("\n  ".join([f"{name}: the notebooks of {count} of {len(found)} students.", *lines]))

    def _by_id(self, works: list[Work], students: Students) -> tuple[dict[str, Work], dict[str, list[str]]]:
        """Return the work of each student by the id in the gradebook, and what to say about it."""
        found: dict[str, Work] = {}
        notes, numbers = defaultdict(list), defaultdict(set)
        for work in works:
            numbers[_squash(work.name)].add(work.number)
        for work in works:
            student, note = students.identify(work.name, work.number, len(numbers[_squash(work.name)]) > 1)
            notes[student] += [note] if note else []
            if student in found:
                found[student].files += work.files
            else:
                found[student] = work
        return found, notes

    def _lay_out(self, found: dict[str, Work], extracted: Path, name: str) -> None:
        """Copy what counts into extracted/; what a student without a notebook handed in goes to submitted/ at once."""
        course = self.parent.coursedir
        folders = {student: Path(course.format_path(course.submitted_directory, student, name)) for student in found}
        filled = [student for student, folder in folders.items() if folder.is_dir() and any(folder.iterdir())]
        if filled and not self.force:
            self.parent.fail(
                f"Nothing was collected, because build/submitted/ has work for {name} already, of {', '.join(filled)}. "
                "With --force, what is in the archive takes its place."
            )
        for student, work in found.items():
            folders[student].mkdir(parents=True, exist_ok=True)
            if work.chosen is not None:
                (extracted / student).mkdir(parents=True)
                shutil.copy2(work.chosen, extracted / student / f"{name}.ipynb")
            elif student not in filled:
                for path, _ in work.files:
                    shutil.copy2(path, folders[student])


class CollectFromExchange(ExchangeCollect):
    """nbgrader's `collect`, which takes nothing but what belongs to whoever hands it in, and then goes on.

    A student owns the folder in the exchange. A link in it would be followed with the instructor's rights, to the
    gradebook or another's work; and a file that cannot be read would stop the collecting of all others.
    """

    by_owner = Bool(False, help="Whether a submission is the work of the account that owns it.").tag(config=True)

    def _path_to_record(self, path):
        """Tell whose a submission is: anybody can make a folder with another's name, newer than the other's own."""
        record = super()._path_to_record(path)
        if self.by_owner and (owner := _owner(path)) != record["username"]:
            self.log.error("%s belongs to %s: it counts as theirs, not as that of its name", path, owner)
            record["username"] = owner
        return record

    def do_copy(self, src, dest, log=None):
        """Copy a submission; links stay links, which `make mark` names. ``groupshared`` is not looked at."""
        owner = os.lstat(src).st_uid
        limits = {"include": self.coursedir.include, "max_file_size": self.coursedir.max_file_size}
        ignore = ignore_patterns(exclude=self.coursedir.ignore, **limits, log=self.log)
        try:
            if Path(src).is_symlink() or self.get_size(src) > 1000 * self.coursedir.max_dir_size:
                raise OSError("it is a link, or larger than CourseDirectory.max_dir_size")
            shutil.copytree(src, dest, symlinks=True, ignore=ignore, copy_function=partial(_copy_owned, owner))
        except OSError as error:
            self.log.error("%s was not collected, or only in part: %s", src, error)


def _owner(path: str) -> str:
    import pwd  # only here: Windows has none, and no exchange either

    number = os.lstat(path).st_uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _copy_owned(owner: int, source: str, target: str) -> None:
    """Copy a file that a user owns. What is open is looked at: a link could take a file's place before that."""
    with open(source, "rb", opener=lambda path, flags: os.open(path, flags | os.O_NONBLOCK)) as file:  # a pipe waits
        status = os.fstat(file.fileno())
        if status.st_uid != owner or not stat.S_ISREG(status.st_mode):
            raise PermissionError(f"{source} is no file of whoever owns the folder")
        with open(target, "wb") as copy:
            shutil.copyfileobj(file, copy)


def sort_by_student(folder: Path) -> tuple[list[Work], list[Path]]:
    """Return what each student handed in, by name and number in the paths below a folder, and the files of nobody."""
    works: dict[tuple[str, str], Work] = {}
    ownerless = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        parts = path.relative_to(folder).parts
        if any(JUNK.fullmatch(part) for part in parts):
            continue
        owner = next(filter(None, map(MOODLE.match, parts)), None) or CANVAS.fullmatch(parts[-1])
        for part in reversed(parts[:-1]):  # a zip that a student handed in through Canvas; not one of a whole class
            match = CANVAS.fullmatch(part)
            owner = owner or (match if match and match["upload"] else None)
        if owner is None:
            ownerless.append(path)
            continue
        work = works.setdefault((_squash(owner["name"]), owner["number"]), Work(owner["name"], owner["number"]))
        work.files.append((path, int(owner.groupdict().get("upload") or 0)))
    return list(works.values()), ownerless


def unpack(archive: Path, target: Path) -> set[Path]:
    """Copy a folder and open all archives in it, archives in archives too; files keep their times.

    Returns
    -------
    the archives in ``target`` that cannot be opened: they stay as they are, the others become folders.
    """
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(archive, target)
    broken: set[Path] = set()
    while closed := [path for path in target.rglob("*") if path.suffix in (".zip", ".gz") and path not in broken]:
        for path in filter(Path.is_file, closed):
            folder = path.with_name(path.name.removesuffix(".gz").removesuffix(".tar").removesuffix(".zip"))
            scratch = path.with_name(f"{path.name}.opening")
            try:
                scratch.mkdir()
                _unzip(path, scratch) if path.suffix == ".zip" else unzip(str(path), str(scratch))
            except Exception:  # a student's archive can be broken in any way: it is named, the others are collected
                shutil.rmtree(scratch)
                broken.add(path)
                continue
            path.unlink()
            shutil.copytree(scratch, folder, dirs_exist_ok=True)
            shutil.rmtree(scratch)
    return broken


def _unzip(path: Path, folder: Path) -> None:
    """Extract a zip file, with the time of each file, and with names that Windows or a Mac wrote without saying how."""
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if not entry.flag_bits & 0x800:  # names in UTF-8 are marked by this bit; Python takes all others for cp437
                entry.filename = _text(entry.filename.encode("cp437"))
            extracted = archive.extract(entry, folder)
            if not entry.is_dir():
                os.utime(extracted, (when := time.mktime((*entry.date_time, 0, 0, -1)), when))
