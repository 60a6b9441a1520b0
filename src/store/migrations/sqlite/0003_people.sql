-- Requests that we made: for which group, when one was renewed by a mention, who wanted another person instead, and whether it was taken
-- back because of that. The login of a team is `team:` and its slug.
ALTER TABLE asked ADD COLUMN group_id TEXT;
ALTER TABLE asked ADD COLUMN reminded BIGINT;
ALTER TABLE asked ADD COLUMN rerolled_by TEXT;
ALTER TABLE asked ADD COLUMN taken_back BOOLEAN NOT NULL DEFAULT FALSE;

-- What a label stands for, if we made it; nothing for one that was there before us. And the name that we gave it since.
ALTER TABLE label_looks ADD COLUMN meaning TEXT NOT NULL DEFAULT '';
ALTER TABLE label_looks ADD COLUMN renamed_to TEXT;

-- Who was asked for a review of an open pull request when we looked last, whoever asked: people's load.
CREATE TABLE requests (
    foundation TEXT NOT NULL,
    repository TEXT NOT NULL,
    number     BIGINT NOT NULL,
    login      TEXT NOT NULL,
    looked     BIGINT NOT NULL,
    PRIMARY KEY (repository, number, login)
);
CREATE INDEX requests_login ON requests (foundation, login);
CREATE INDEX requests_looked ON requests (looked);

-- How many open requests people had elsewhere when somebody was chosen for a pull request.
CREATE TABLE weighed (
    repository TEXT NOT NULL,
    number     BIGINT NOT NULL,
    login      TEXT NOT NULL,
    open       BIGINT NOT NULL,
    PRIMARY KEY (repository, number, login)
);

-- Groups that somebody wants to be asked on a pull request.
CREATE TABLE groups_wanted (
    repository TEXT NOT NULL,
    number     BIGINT NOT NULL,
    group_id   TEXT NOT NULL,
    login      TEXT NOT NULL,
    PRIMARY KEY (repository, number, group_id)
);

-- What people said of themselves, over a whole foundation.
CREATE TABLE availability (
    foundation TEXT NOT NULL,
    login      TEXT NOT NULL,
    -- The last day, as 2026-12-24; none: not away.
    away_until TEXT,
    -- How many open requests they take; none: as many as is usual.
    capacity   BIGINT,
    PRIMARY KEY (foundation, login)
);

-- Comments with commands: not obeyed while there is no reaction, and done when they are answered.
CREATE TABLE told (
    repository TEXT NOT NULL,
    comment    BIGINT NOT NULL,
    number     BIGINT NOT NULL,
    login      TEXT NOT NULL,
    member     BOOLEAN NOT NULL,
    body       TEXT NOT NULL,
    at         BIGINT NOT NULL,
    reaction   TEXT,
    answer     TEXT,
    -- Whether the answer says what is no command: that is said once.
    hinted     BOOLEAN NOT NULL DEFAULT FALSE,
    answered   BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (repository, comment)
);
CREATE INDEX told_pull ON told (repository, number) WHERE NOT answered;
CREATE INDEX told_at ON told (at);

-- Our comments on a pull request by topic; without an id, nobody wants one there. In the place of `comments`, which
-- binaries before this one still write: a later migration drops it.
CREATE TABLE topics (
    repository  TEXT NOT NULL,
    number      BIGINT NOT NULL,
    topic       TEXT NOT NULL,
    comment_id  BIGINT,
    fingerprint TEXT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (repository, number, topic)
);
INSERT INTO topics (repository, number, topic, comment_id, fingerprint, at)
    SELECT repository, number, 'proposal', comment_id, fingerprint, at FROM comments;
