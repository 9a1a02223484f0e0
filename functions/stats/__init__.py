"""Stats owns watch histories, facts by day, and the reports that its bot writes."""
