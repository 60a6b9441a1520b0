-- What GitHub refused to do for us on a pull request: it is reported on the check, and not tried again before `until`.
CREATE TABLE refused_writes (
    repository TEXT NOT NULL,
    number     BIGINT NOT NULL,
    -- The write, as `add-label wg/docs`.
    what       TEXT NOT NULL,
    -- GitHub's reason.
    why        TEXT NOT NULL,
    until      BIGINT NOT NULL,
    PRIMARY KEY (repository, number, what)
);
