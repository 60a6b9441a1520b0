-- The head that the newest webhook of a pull request told of, as of when it was, and when that came: GitHub's API may show
-- an older one for some seconds.
ALTER TABLE jobs ADD COLUMN head TEXT;
ALTER TABLE jobs ADD COLUMN head_as_of BIGINT;
ALTER TABLE jobs ADD COLUMN head_told BIGINT;

-- The same of a push to governing documents.
ALTER TABLE trees ADD COLUMN head TEXT;
ALTER TABLE trees ADD COLUMN head_as_of BIGINT;
ALTER TABLE trees ADD COLUMN head_told BIGINT;
