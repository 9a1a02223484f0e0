"""What Movies takes and answers over HTTP: a module for each kind of resource."""
