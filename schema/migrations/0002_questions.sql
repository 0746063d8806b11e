-- Indexes for questions about ledgers of a million claims. The projections are rebuilt after this.

-- Claims by unit in the order of their numbers, with what a question about the amount compares.
CREATE INDEX quantity_unit ON quantity (unit, claim, low_key, high_key, low_open, high_open);
-- Amounts whatever their unit.
CREATE INDEX quantity_value ON quantity (low_key);
CREATE INDEX quantity_reach ON quantity (high_key) WHERE low_key <> high_key;
CREATE INDEX state_assignee ON state (assignee) WHERE assignee IS NOT NULL;

-- The beginnings of three letters have an index of their own: a word's other forms are found without
-- gathering every word that begins as it does.
DROP TABLE claim_text;
CREATE VIRTUAL TABLE claim_text USING fts5 (
    words, content = '', columnsize = 0, detail = none, tokenize = 'ascii', prefix = '3'
);
