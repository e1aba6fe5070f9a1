-- limits: filled in below.

-- Are the messages of a revoked key that have not left yet called off?
ALTER TABLE api_keys ADD COLUMN stops_unsent BIGINT NOT NULL DEFAULT 0;
