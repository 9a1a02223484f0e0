-- The trace of the request that erased ({"request_id", "traceparent"}), which the messages of it belong to.
ALTER TABLE erasures ADD COLUMN trace jsonb;
