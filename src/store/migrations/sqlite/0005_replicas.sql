-- The binaries before 0003 are gone.
DROP TABLE comments;

-- Who waits for a turn, by installation: a busy one must not keep the others from theirs.
CREATE INDEX jobs_installation ON jobs (coalesce(installation, 0), due, id) WHERE due IS NOT NULL;
DROP INDEX jobs_due;

-- What a delivery asked for, as keys of targets with a space between.
ALTER TABLE deliveries ADD COLUMN targets TEXT NOT NULL DEFAULT '';

-- Counts what was heard and read of the governing documents: who has seen less has to look again.
ALTER TABLE trees ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;

-- Installations of which GitHub wants to hear nothing until a moment.
CREATE TABLE pauses (
    installation BIGINT PRIMARY KEY,
    until        BIGINT NOT NULL
);

-- What is done from time to time by one process for all: when it is due, how far it is, and when it was done last.
CREATE TABLE chores (
    chore  TEXT PRIMARY KEY,
    due    BIGINT NOT NULL,
    cursor TEXT NOT NULL DEFAULT '',
    done   BIGINT
);

-- GitHub's answers, for conditional requests.
CREATE TABLE answers (
    installation BIGINT NOT NULL,
    request      TEXT NOT NULL,
    etag         TEXT NOT NULL,
    link         TEXT,
    body         BLOB NOT NULL,
    kept         BIGINT NOT NULL,
    PRIMARY KEY (installation, request)
);
CREATE INDEX answers_kept ON answers (kept);
