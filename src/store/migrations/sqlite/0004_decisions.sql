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
