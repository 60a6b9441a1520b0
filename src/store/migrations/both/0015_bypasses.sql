-- Rules for agreements that members of the oversight bypassed.
CREATE TABLE bypasses (
    repository TEXT NOT NULL,
    number     BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    login      TEXT NOT NULL,
    reason     TEXT NOT NULL,
    -- A JSON array of the fingerprints of the changes.
    changes    TEXT NOT NULL,
    PRIMARY KEY (repository, number, at, login)
);
