-- Moments are milliseconds since 1970. Repositories and logins are in lower case, so that every spelling is one row.

-- Webhook calls that were taken in: who comes twice is known by its id.
CREATE TABLE deliveries (
    delivery     TEXT PRIMARY KEY,
    event        TEXT NOT NULL,
    action       TEXT,
    installation BIGINT,
    received     BIGINT NOT NULL
);
CREATE INDEX deliveries_received ON deliveries (received);

-- Work: one row for each target, so that the database itself sees to it that a target runs once at a time and waits
-- once at a time. The row goes when its work is done. An id is never used twice: (id, run) is the fencing token.
CREATE TABLE jobs (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
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
CREATE INDEX jobs_due ON jobs (due, id) WHERE due IS NOT NULL;
CREATE INDEX jobs_state ON jobs (state, due);

-- What was written on GitHub, in order.
CREATE TABLE audit (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
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
CREATE TABLE asked (
    repository TEXT NOT NULL,
    number     BIGINT NOT NULL,
    login      TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (repository, number, login)
);

CREATE TABLE labels_put (
    repository TEXT NOT NULL,
    number     BIGINT NOT NULL,
    label      TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (repository, number, label)
);

CREATE TABLE label_looks (
    repository TEXT NOT NULL,
    label      TEXT NOT NULL,
    look       TEXT NOT NULL,
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
    read_at    BIGINT NOT NULL
);
