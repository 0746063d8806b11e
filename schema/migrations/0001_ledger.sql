-- The truth: one row an event, never updated, never deleted. No second UNIQUE constraint stands
-- here, because INSERT OR REPLACE deletes through one without firing a DELETE trigger.
CREATE TABLE event (
    seq         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    actor       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    version     INTEGER NOT NULL,
    payload     TEXT NOT NULL,
    previous    TEXT NOT NULL,
    hash        TEXT NOT NULL
) STRICT;
CREATE INDEX event_id ON event (id);
CREATE TRIGGER event_appends BEFORE INSERT ON event
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
BEGIN SELECT RAISE(ABORT, 'events are only ever appended'); END;
CREATE TRIGGER event_keeps BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;

-- Everything below is a projection: it can be dropped and rebuilt from the events.

CREATE TABLE document (
    id           INTEGER PRIMARY KEY,
    event        INTEGER NOT NULL,
    family       INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    origin       TEXT NOT NULL,
    url          TEXT,
    text_hash    TEXT NOT NULL,
    language     TEXT NOT NULL,
    title        TEXT,
    publisher    TEXT,
    published_at TEXT
) STRICT;
CREATE INDEX document_event ON document (event);
CREATE INDEX document_family ON document (family);
CREATE INDEX document_origin ON document (origin);
CREATE INDEX document_url ON document (url) WHERE url IS NOT NULL;
CREATE INDEX document_text ON document (text_hash);

-- `event` and `position` say where a claim came into being and never move; `text_event` and
-- `text_position` say where its newest record stands.
CREATE TABLE claim (
    id           INTEGER PRIMARY KEY,
    event        INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    text_event   INTEGER NOT NULL,
    text_position INTEGER NOT NULL,
    document     INTEGER NOT NULL,
    first        INTEGER NOT NULL,
    last         INTEGER NOT NULL,
    source       INTEGER,
    publisher    INTEGER,
    roots        TEXT NOT NULL,
    carriers     TEXT NOT NULL,
    basis        TEXT NOT NULL,
    language     TEXT NOT NULL,
    published_at TEXT,
    period_low   TEXT,
    period_high  TEXT,
    worth        INTEGER NOT NULL,
    unnamed      INTEGER NOT NULL,
    words        TEXT NOT NULL
) STRICT;
CREATE INDEX claim_event ON claim (event, position);
CREATE INDEX claim_document ON claim (document);
CREATE INDEX claim_published ON claim (published_at) WHERE published_at IS NOT NULL;

-- What moves while people work on a claim.
CREATE TABLE state (
    claim         INTEGER PRIMARY KEY,
    progress      TEXT NOT NULL,
    attribution   TEXT NOT NULL,
    content       TEXT NOT NULL,
    stale         INTEGER NOT NULL,
    presence      TEXT NOT NULL,
    successor     INTEGER,
    assignee      TEXT,
    corroboration TEXT NOT NULL,
    outlets       INTEGER NOT NULL,
    roots         INTEGER NOT NULL
) STRICT;
CREATE INDEX state_progress ON state (progress);
CREATE INDEX state_attribution ON state (attribution);
CREATE INDEX state_content ON state (content);
CREATE INDEX state_corroboration ON state (corroboration);

-- Exact decimals as text; the keys sort as the numbers do (schema/SPEC.md, "Number keys").
CREATE TABLE quantity (
    claim    INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    unit     TEXT,
    per      TEXT,
    value    TEXT,
    low      TEXT,
    high     TEXT,
    low_open INTEGER NOT NULL,
    high_open INTEGER NOT NULL,
    approximate INTEGER NOT NULL,
    low_key  TEXT,
    high_key TEXT,
    PRIMARY KEY (claim, position)
) STRICT, WITHOUT ROWID;
-- Exact figures are found by their low key; ranges, which are few, also by their high key.
CREATE INDEX quantity_range ON quantity (unit, high_key) WHERE low_key <> high_key;
CREATE INDEX quantity_low ON quantity (unit, low_key);

CREATE TABLE source (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL,
    folded TEXT NOT NULL,
    kind   TEXT NOT NULL,
    merged INTEGER,
    grade  TEXT,
    graded TEXT
) STRICT;
CREATE INDEX source_folded ON source (folded);
CREATE INDEX source_merged ON source (merged) WHERE merged IS NOT NULL;

CREATE TABLE alias (
    folded TEXT PRIMARY KEY,
    alias  TEXT NOT NULL,
    source INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_source ON alias (source);

-- Where a source stands for a claim: root, chain, basis or publisher.
CREATE TABLE claim_source (
    source INTEGER NOT NULL,
    place  TEXT NOT NULL,
    claim  INTEGER NOT NULL,
    PRIMARY KEY (source, place, claim)
) STRICT, WITHOUT ROWID;

-- Figures and long words by which claims of different documents find each other.
CREATE TABLE match_key (
    key   INTEGER NOT NULL,
    claim INTEGER NOT NULL,
    PRIMARY KEY (key, claim)
) STRICT, WITHOUT ROWID;

-- Claims of different documents that speak of the same thing, and how their figures relate.
CREATE TABLE match (
    claim    INTEGER NOT NULL,
    other    INTEGER NOT NULL,
    relation TEXT NOT NULL,
    figures  TEXT NOT NULL,
    shared   TEXT NOT NULL,
    PRIMARY KEY (claim, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX match_other ON match (other);

-- Which events touched a claim after it came into being.
CREATE TABLE claim_touched (
    claim INTEGER NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (claim, event)
) STRICT, WITHOUT ROWID;

-- Claims of an imported document that this ledger has already, under their number here.
CREATE TABLE twin (
    event    INTEGER NOT NULL,
    position INTEGER NOT NULL,
    target   INTEGER NOT NULL,
    PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;

-- The verdicts of every ledger that has been merged into this one, side by side.
CREATE TABLE verdict (
    claim       INTEGER NOT NULL,
    ledger      TEXT NOT NULL,
    attribution TEXT NOT NULL,
    content     TEXT NOT NULL,
    event       INTEGER NOT NULL,
    PRIMARY KEY (claim, ledger)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag (
    tag   TEXT NOT NULL,
    claim INTEGER NOT NULL,
    PRIMARY KEY (tag, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_claim ON tag (claim);

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Folded words and their tails, so that a word is found behind its prefixes.
CREATE VIRTUAL TABLE claim_text USING fts5 (
    words, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);
