"""What Users takes and answers, over HTTP and by message: a module for each kind of resource."""
