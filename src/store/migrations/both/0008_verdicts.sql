-- What each open pull request has to say on its head by each check: a commit can be the head of several, and gets the worst
-- of it. And what is said of a merge queue's trial merge, which is to be found again by its commit.
CREATE TABLE verdicts (
    repository  TEXT NOT NULL,
    sha         TEXT NOT NULL,
    name        TEXT NOT NULL,
    number      BIGINT NOT NULL,
    -- What a trial merge was made on; none for a pull request's head.
    trial_base  TEXT,
    -- 0 success, 1 neutral, 2 failure: the worst are read first.
    weight      BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    -- The whole check as JSON.
    said        TEXT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (repository, sha, name, number)
);
CREATE INDEX verdicts_pull ON verdicts (repository, number);
CREATE INDEX verdicts_at ON verdicts (at);
