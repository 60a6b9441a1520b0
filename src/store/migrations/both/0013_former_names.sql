-- Names that repositories had before, as webhooks said: policies and charters may still list them.
CREATE TABLE former_names (
    -- In lower case, as everywhere.
    former     TEXT NOT NULL,
    -- GitHub's number of the repository that left it, the same under every name.
    id         BIGINT NOT NULL,
    -- Its present name; the former one again where that is not known any more.
    repository TEXT NOT NULL,
    -- When it left the name, by GitHub's clock.
    at         BIGINT NOT NULL,
    -- Whether it was the governing repository of a foundation then.
    governs    BIGINT NOT NULL,
    -- Whether another repository has had the name since.
    taken      BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (former, id)
);
CREATE INDEX former_names_id ON former_names (id);
