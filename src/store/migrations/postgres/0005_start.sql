-- Moments are milliseconds since 1970. Repositories and logins are in lower case, so that every spelling is one row.

-- Many rows as one parameter, in the words that SQLite has for it, so that most statements are the same on both.
CREATE FUNCTION json_each(rows TEXT) RETURNS TABLE (value JSON) LANGUAGE sql IMMUTABLE
    AS 'SELECT json_array_elements(rows::json)';

-- Webhook calls that were taken in: who comes twice is known by its id.
CREATE TABLE deliveries (
    delivery     TEXT PRIMARY KEY,
    event        TEXT NOT NULL,
    action       TEXT,
    installation BIGINT,
    received     BIGINT NOT NULL,
    -- What it asked for, as keys of targets with a space between.
    targets      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX deliveries_received ON deliveries (received);

-- Work: one row for each target, so that the database itself sees to it that a target runs once at a time and waits
-- once at a time. The row goes when its work is done. An id is never used twice: (id, run) is the fencing token.
CREATE TABLE jobs (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    target       TEXT NOT NULL UNIQUE,
    installation BIGINT,
    state        TEXT NOT NULL CHECK (state IN ('ready', 'running', 'dead')),
    -- From when it may be leased: ready, when its turn comes; running, when its lease ends; dead, never.
    due          BIGINT CHECK ((due IS NULL) = (state = 'dead')),
    -- Running only: work arrived meanwhile, so it runs once more from then on.
    again_due    BIGINT CHECK (again_due IS NULL OR state = 'running'),
    why          TEXT NOT NULL,
    attempts     BIGINT NOT NULL DEFAULT 0,
    run          BIGINT NOT NULL DEFAULT 0,
    worker       TEXT CHECK ((worker IS NOT NULL) = (state = 'running')),
    -- A run began to write on GitHub and none has ended well since.
    writing      BOOLEAN NOT NULL DEFAULT FALSE,
    error        TEXT,
    died         BIGINT
);
-- Who waits for a turn, by installation: a busy one must not keep the others from theirs.
CREATE INDEX jobs_installation ON jobs (coalesce(installation, 0), due, id) WHERE due IS NOT NULL;
CREATE INDEX jobs_state ON jobs (state, due);

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

-- What was written on GitHub, in order.
CREATE TABLE audit (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           BIGINT NOT NULL,
    target       TEXT NOT NULL,
    installation BIGINT,
    action       TEXT NOT NULL,
    detail       TEXT NOT NULL,
    outcome      TEXT NOT NULL
);
CREATE INDEX audit_target ON audit (target, id);
CREATE INDEX audit_at ON audit (at);

-- Memory: what is ours on GitHub, so that nobody's own choice is taken for it.
-- Requests that we made: for which group, when one was renewed by a mention, who wanted another person instead, and
-- whether it was taken back because of that. The login of a team is `team:` and its slug.
CREATE TABLE asked (
    repository  TEXT NOT NULL,
    number      BIGINT NOT NULL,
    login       TEXT NOT NULL,
    at          BIGINT NOT NULL,
    group_id    TEXT,
    reminded    BIGINT,
    rerolled_by TEXT,
    taken_back  BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (repository, number, login)
);

CREATE TABLE labels_put (
    repository TEXT NOT NULL,
    number     BIGINT NOT NULL,
    label      TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (repository, number, label)
);

-- What a label stands for, if we made it; nothing for one that was there before us. And the name that we gave it since.
CREATE TABLE label_looks (
    repository TEXT NOT NULL,
    label      TEXT NOT NULL,
    look       TEXT NOT NULL,
    meaning    TEXT NOT NULL DEFAULT '',
    renamed_to TEXT,
    PRIMARY KEY (repository, label)
);

CREATE TABLE checks (
    repository  TEXT NOT NULL,
    sha         TEXT NOT NULL,
    name        TEXT NOT NULL,
    number      BIGINT,
    run_id      BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (repository, sha, name)
);
CREATE INDEX checks_at ON checks (at);

CREATE TABLE unaskable (
    repository TEXT NOT NULL,
    login      TEXT NOT NULL,
    until      BIGINT NOT NULL,
    why        TEXT NOT NULL,
    PRIMARY KEY (repository, login)
);

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

-- Our comments on a pull request by topic; without an id, nobody wants one there.
CREATE TABLE topics (
    repository  TEXT NOT NULL,
    number      BIGINT NOT NULL,
    topic       TEXT NOT NULL,
    comment_id  BIGINT,
    fingerprint TEXT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (repository, number, topic)
);

-- What was decided last on pull requests of repositories that everybody may see, in the words of the checks.
CREATE TABLE decisions (
    repository TEXT NOT NULL,
    number     BIGINT NOT NULL,
    -- The repository in its owner's spelling.
    name       TEXT NOT NULL,
    at         BIGINT NOT NULL,
    -- A list of objects with name, conclusion, title and summary.
    checks     TEXT NOT NULL,
    PRIMARY KEY (repository, number)
);
CREATE INDEX decisions_at ON decisions (at);

-- Documents of a governing repository: per path the last good version, and a newer one that is not good.
CREATE TABLE documents (
    repository TEXT NOT NULL,
    path       TEXT NOT NULL,
    good       BOOLEAN NOT NULL,
    blob       TEXT NOT NULL,
    text       TEXT NOT NULL,
    read_at    BIGINT NOT NULL,
    PRIMARY KEY (repository, path, good)
);

CREATE TABLE trees (
    repository TEXT PRIMARY KEY,
    etag       TEXT,
    version    TEXT NOT NULL,
    read_at    BIGINT NOT NULL,
    -- Counts what was heard and read of the governing documents: who has seen less has to look again.
    revision   BIGINT NOT NULL DEFAULT 0
);

-- GitHub's answers, for conditional requests.
CREATE TABLE answers (
    installation BIGINT NOT NULL,
    request      TEXT NOT NULL,
    etag         TEXT NOT NULL,
    link         TEXT,
    body         BYTEA NOT NULL,
    kept         BIGINT NOT NULL,
    PRIMARY KEY (installation, request)
);
CREATE INDEX answers_kept ON answers (kept);
