"""The search index: one SQLite file that can be thrown away at any time and is then made again.

    items      a kept recording: what it is called, the stamp of what was read, the vectors of its passages
    passages   its words and their times
    words      the vectors of single words, so that few questions need the model
    terms      FTS5 over stems and over how words sound; a row has the id of its passage

Two runs may use one file: each recording is written in one transaction, by whichever run is first. What is
damaged is thrown away and made again, with one warning.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from pipeline.find.passages import passages
from pipeline.find.rows import Facts, Floats, Meaning, Place, columns, facts_of, narrowed, packed, unpacked, widened
from pipeline.find.terms import language_of
from pipeline.records import OnProgress, Progress, Recording

VERSION = 3
"""Of the tables and of everything that decides what is written into them; another version is made anew."""

_MAKINGS = f"{VERSION} {version('snowballstemmer')} {version('jellyfish')}"
_WAIT_S = 60.0  # for another run that is writing one recording
_TABLES = """
CREATE TABLE items (id INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, stamp TEXT NOT NULL, language TEXT NOT NULL,
  facts BLOB NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL);
CREATE TABLE words (space TEXT NOT NULL, word TEXT NOT NULL, row BLOB NOT NULL, PRIMARY KEY (space, word));
CREATE TABLE vectors (item INTEGER PRIMARY KEY, space TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE passages (id INTEGER PRIMARY KEY, item INTEGER NOT NULL, speaker TEXT, words TEXT NOT NULL,
  times BLOB NOT NULL, sentences BLOB NOT NULL);
CREATE VIRTUAL TABLE terms USING fts5(stems, sounds,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(terms, col);
"""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh changed."""

    added: int
    removed: int
    unreadable: int


class Index:
    """The search index in ``path``, or in memory alone where that is None; raises sqlite3.Error."""

    def __init__(self, path: Path | None) -> None:
        # autocommit: transactions are begun by hand, so that none stays open while words are prepared
        self._db = sqlite3.connect(path or ":memory:", timeout=_WAIT_S, isolation_level=None)
        try:
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA secure_delete = ON")  # what is forgotten is not left lying in free pages
            self._db.execute("PRAGMA mmap_size = 1000000000")
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def refresh(
        self,
        stamps: Mapping[str, str],
        read: Callable[[str], Recording | None],
        *,
        meaning: Meaning | None = None,
        on_progress: OnProgress = lambda _: None,
    ) -> Refreshed:
        """Bring the index up to what is kept; only what is new, changed or gone costs anything.

        ``stamps`` has for every kept recording's key something that changes when what is kept does, ``read``
        gives the recording. Vectors are made where ``meaning`` is given and those there are not its own.
        """
        there = self._stamps()
        self._forget([key for key in there if key not in stamps])
        changed = [(key, f"{_MAKINGS} {stamp}") for key, stamp in stamps.items()]
        changed = [(key, stamp) for key, stamp in changed if there.get(key) != stamp]
        unreadable = 0
        for done, (key, stamp) in enumerate(changed):
            on_progress(Progress("index", done, len(changed)))
            recording = read(key)
            if recording is None:
                unreadable += 1
                self._forget([key] if key in there else [])
            else:
                self._add(key, stamp, recording)
        if meaning is not None:
            self._add_vectors(meaning, on_progress)
        return Refreshed(len(changed) - unreadable, sum(key not in stamps for key in there), unreadable)

    def candidates(self, match: str, limit: int) -> list[tuple[int, float]]:
        """Passage ids with their BM25 (more is better) for an FTS5 expression, best first."""
        found = self._db.execute(
            "SELECT rowid, rank FROM terms WHERE terms MATCH ? AND rank MATCH 'bm25(1.0, 0.6)' ORDER BY rank LIMIT ?",
            (match, limit),
        )
        return [(row, -rank) for row, rank in found]

    def near(self, vector: Floats, space: str, limit: int) -> list[tuple[int, float]]:
        """Passage ids with the cosine of their vectors to a unit vector, best first."""
        firsts: list[int] = []
        scores: list[Floats] = []
        query = np.ascontiguousarray(vector, dtype=np.float32) / 127
        rows = self._db.execute(
            "SELECT first, count, data FROM items JOIN vectors ON item = id WHERE space = ?", (space,)
        )
        for first, count, data in rows:
            if len(data) == count * len(query) and count:
                firsts.append(first)
                matrix = np.frombuffer(data, dtype=np.int8).reshape(count, len(query))
                scores.append(np.asarray(matrix.astype(np.float32) @ query, dtype=np.float32))
        if not scores:
            return []
        flat = np.concatenate(scores)
        ids = np.concatenate([first + np.arange(len(part)) for first, part in zip(firsts, scores, strict=True)])
        return [(int(ids[at]), float(flat[at])) for at in _largest(flat, limit)]

    def places(self, ids: Iterable[int]) -> dict[int, Place]:
        """The passages with these ids; ids that are none are left out."""
        rows = self._db.execute(
            "SELECT p.id, i.key, i.language, t.stems, p.speaker, p.words, p.times, p.sentences "
            "FROM passages p JOIN items i ON i.id = p.item JOIN terms t ON t.rowid = p.id "
            "WHERE p.id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(set(ids))),),
        )
        return {
            row: Place(row, key, language, tuple(stems.split(" ")), unpacked(*rest))
            for row, key, language, stems, *rest in rows
        }

    def facts(self, key: str) -> Facts:
        """What is shown of a recording."""
        row = self._db.execute("SELECT facts FROM items WHERE key = ?", (key,)).fetchone()
        return msgspec.json.decode(row[0], type=Facts)

    def count(self) -> int:
        """How many passages there are."""
        return int(self._db.execute("SELECT coalesce(sum(count), 0) FROM items").fetchone()[0])

    def recordings(self) -> int:
        """How many recordings there are."""
        return int(self._db.execute("SELECT count(*) FROM items").fetchone()[0])

    def languages(self) -> tuple[str, ...]:
        """The languages of the recordings, the commonest first."""
        rows = self._db.execute("SELECT language FROM items GROUP BY language ORDER BY count(*) DESC, language")
        return tuple(row[0] for row in rows)

    def holding(self, term: str, column: str) -> int:
        """How many passages hold a term in a column ("stems" or "sounds")."""
        row = self._db.execute("SELECT doc FROM vocabulary WHERE term = ? AND col = ?", (term, column)).fetchone()
        return int(row[0]) if row else 0

    def _prepare(self) -> None:
        """Make the tables where there are none; raises DatabaseError where there are others."""
        with self._transaction():
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version == VERSION:
                return
            if version or self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise sqlite3.DatabaseError("not this version's index")
            for statement in _TABLES.split(";\n"):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {VERSION}")

    def _stamps(self) -> dict[str, str]:
        return dict(self._db.execute("SELECT key, stamp FROM items"))

    def _add(self, key: str, stamp: str, recording: Recording) -> None:
        made = passages(recording.transcript)
        language = language_of(recording.transcript.language)
        rows = [columns(passage, language) for passage in made]
        with self._transaction():
            if self._stamps().get(key) == stamp:
                return  # another run was first
            self._remove(key)
            first = 2 + self._db.execute("SELECT coalesce(max(first + count), 0) FROM items").fetchone()[0]
            item = self._db.execute(
                "INSERT INTO items (key, stamp, language, facts, first, count) VALUES (?, ?, ?, ?, ?, ?)",
                (key, stamp, language, msgspec.json.encode(facts_of(recording)), first, len(made)),
            ).lastrowid
            self._db.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
                ((first + at, item, *packed(passage)) for at, passage in enumerate(made)),
            )
            self._db.executemany(
                "INSERT INTO terms (rowid, stems, sounds) VALUES (?, ?, ?)",
                ((first + at, *row) for at, row in enumerate(rows)),
            )

    def _remove(self, key: str) -> None:
        found = self._db.execute("SELECT id, first, count FROM items WHERE key = ?", (key,)).fetchone()
        if found is None:
            return
        item, first, count = found
        self._db.execute("DELETE FROM terms WHERE rowid BETWEEN ? AND ?", (first, first + count - 1))
        self._db.execute("DELETE FROM passages WHERE id BETWEEN ? AND ?", (first, first + count - 1))
        self._db.execute("DELETE FROM vectors WHERE item = ?", (item,))
        self._db.execute("DELETE FROM items WHERE id = ?", (item,))

    def _forget(self, keys: Sequence[str]) -> None:
        """Remove recordings so that their words are nowhere in the file any more."""
        if not keys:
            return
        with self._transaction():
            for key in keys:
                self._remove(key)
            self._db.execute("DELETE FROM words")
            self._db.execute("INSERT INTO terms (terms) VALUES ('optimize')")

    def _add_vectors(self, meaning: Meaning, on_progress: OnProgress) -> None:
        missing = self._db.execute(
            "SELECT i.id, first, count FROM items i LEFT JOIN vectors v ON v.item = i.id AND v.space = ? "
            "WHERE v.item IS NULL",
            (meaning.name,),
        ).fetchall()
        for done, (item, first, count) in enumerate(missing):
            on_progress(Progress("index", done, len(missing)))
            rows = self._db.execute(
                "SELECT words FROM passages WHERE id BETWEEN ? AND ? ORDER BY id", (first, first + count - 1)
            )
            texts = [words.replace("\n", " ") for (words,) in rows]
            vectors = meaning.embed(texts) if texts else np.zeros((0, 0), dtype=np.float32)
            data = np.clip(np.rint(vectors * 127), -127, 127).astype(np.int8).tobytes()
            with self._transaction():
                if self._db.execute("SELECT 1 FROM items WHERE id = ? AND first = ?", (item, first)).fetchone():
                    self._db.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", (item, meaning.name, data))

    def remembered(self, meaning: Meaning) -> Meaning:
        """The same meaning with the vectors of words kept in this index."""
        if meaning.remembering is None:
            return meaning
        return replace(meaning, embed=meaning.remembering(_Words(self._db, meaning.name)), remembering=None)

    def _transaction(self) -> AbstractContextManager[None]:
        return _transaction(self._db)


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _largest(scores: Floats, limit: int) -> NDArray[np.intp]:
    """The indices of the largest scores, in order."""
    if len(scores) <= limit:
        return np.argsort(-scores, kind="stable")
    best = np.argpartition(-scores, limit)[:limit]
    return best[np.argsort(-scores[best], kind="stable")]


class _Words:
    """The vectors of words in an index; what cannot be kept is made anew another time."""

    def __init__(self, db: sqlite3.Connection, space: str) -> None:
        self._db, self._space = db, space

    def recall(self, words: Sequence[str]) -> dict[str, Floats]:
        rows = self._db.execute(
            "SELECT word, row FROM words WHERE space = ? AND word IN (SELECT value FROM json_each(?))",
            (self._space, json.dumps(list(words))),
        )
        return {word: widened(row) for word, row in rows}

    def keep(self, rows: Mapping[str, Floats]) -> dict[str, Floats]:
        packed = [(self._space, word, narrowed(row)) for word, row in rows.items()]
        # in one transaction: a row by itself is written through to the disk, half a second for a question's words
        with suppress(sqlite3.OperationalError), _transaction(self._db):  # another run is writing, or nobody may
            self._db.executemany("INSERT OR REPLACE INTO words VALUES (?, ?, ?)", packed)
        return {word: widened(row) for _, word, row in packed}  # the first search gives what the next ones do
