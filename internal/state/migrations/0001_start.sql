-- The newest numbers that an owner's changes and documents have had.
CREATE TABLE owners (
    owner    TEXT   NOT NULL PRIMARY KEY,
    changes  BIGINT NOT NULL,
    versions BIGINT NOT NULL
);

-- Moments are milliseconds since 1970, 0 for never. A lease that was given up ends at 0.
-- Large columns stand last: what stands before them is read without them.
CREATE TABLE plans (
    owner        TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    made_at      BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    status       TEXT   NOT NULL,
    holder       TEXT   NOT NULL,
    fence        BIGINT NOT NULL,
    until        BIGINT NOT NULL,
    lease        BIGINT NOT NULL,
    summary      TEXT   NOT NULL,
    payload_hash TEXT   NOT NULL,
    state_hash   TEXT   NOT NULL,
    payload      BLOB,
    result       BLOB,
    PRIMARY KEY (owner, id)
);

CREATE INDEX plans_by_expiry ON plans (expires_at);

CREATE TABLE entries (
    owner   TEXT   NOT NULL,
    plan_id TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    outcome TEXT   NOT NULL,
    body    BLOB,
    PRIMARY KEY (owner, plan_id, number),
    FOREIGN KEY (owner, plan_id) REFERENCES plans (owner, id) ON DELETE CASCADE
);

CREATE TABLE turns (
    owner  TEXT   NOT NULL PRIMARY KEY,
    holder TEXT   NOT NULL,
    fence  BIGINT NOT NULL,
    until  BIGINT NOT NULL,
    lease  BIGINT NOT NULL
);

CREATE TABLE changes (
    owner    TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    sequence BIGINT NOT NULL,
    plan_id  TEXT   NOT NULL,
    undoes   TEXT   NOT NULL,
    tool     TEXT   NOT NULL,
    client   TEXT   NOT NULL,
    made_at  BIGINT NOT NULL,
    ended_at BIGINT NOT NULL,
    standing BIGINT NOT NULL, -- how many of its steps stand
    holder   TEXT   NOT NULL,
    fence    BIGINT NOT NULL,
    until    BIGINT NOT NULL,
    lease    BIGINT NOT NULL,
    summary  TEXT   NOT NULL,
    PRIMARY KEY (owner, id)
);

CREATE UNIQUE INDEX changes_in_order ON changes (owner, sequence);
CREATE INDEX changes_by_age ON changes (made_at);
CREATE INDEX changes_standing ON changes (owner, sequence) WHERE standing > 0 AND undoes = '';
CREATE INDEX changes_open ON changes (owner, sequence) WHERE ended_at = 0;

CREATE TABLE steps (
    owner     TEXT   NOT NULL,
    change_id TEXT   NOT NULL,
    number    BIGINT NOT NULL,
    action    TEXT   NOT NULL,
    undoes    BIGINT NOT NULL,
    outcome   TEXT   NOT NULL,
    stands    BIGINT NOT NULL,
    undone_by TEXT   NOT NULL,
    reason    TEXT   NOT NULL,
    image     BLOB, -- before
    want      BLOB,
    after     BLOB,
    PRIMARY KEY (owner, change_id, number),
    FOREIGN KEY (owner, change_id) REFERENCES changes (owner, id) ON DELETE CASCADE
);

CREATE TABLE renames (
    owner   TEXT   NOT NULL,
    former  TEXT   NOT NULL,
    present TEXT   NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (owner, former)
);

CREATE INDEX renames_by_age ON renames (made_at);

CREATE TABLE documents (
    owner   TEXT   NOT NULL,
    kind    TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    version BIGINT NOT NULL,
    body    BLOB,
    PRIMARY KEY (owner, kind, name)
);
