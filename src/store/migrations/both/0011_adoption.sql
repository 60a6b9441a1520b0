-- Since when an installation is worked for in earnest: pull requests that are older were open before. The moment of the first
-- live start of all stands under 0; a dry run takes that one away.
CREATE TABLE live_since (
    installation BIGINT PRIMARY KEY,
    since        BIGINT NOT NULL
);
-- Where writes were made already, everybody was asked: nothing there is older.
INSERT INTO live_since (installation, since)
    SELECT DISTINCT installation, 0 FROM audit WHERE installation IS NOT NULL;
INSERT INTO live_since (installation, since)
    SELECT 0, 0 WHERE EXISTS (SELECT 1 FROM live_since);

-- Pull requests that are older than the installation, and on which something has happened since.
CREATE TABLE adopted (
    repository TEXT NOT NULL,
    number     BIGINT NOT NULL,
    PRIMARY KEY (repository, number)
);

-- Whether something happened on GitHub, as a webhook said, and it is not only looked at again.
ALTER TABLE jobs ADD COLUMN event BIGINT NOT NULL DEFAULT 0;
