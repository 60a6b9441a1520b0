-- The changes to governing documents that a pull request had at each of its heads: approvals are bound to them.
CREATE TABLE change_sets (
    repository TEXT NOT NULL,
    number     BIGINT NOT NULL,
    -- When they were first seen.
    at         BIGINT NOT NULL,
    sha        TEXT NOT NULL,
    -- A JSON array of the fingerprints.
    changes    TEXT NOT NULL,
    PRIMARY KEY (repository, number, at, sha)
);
