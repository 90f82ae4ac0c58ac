"""Whether help arrives: contacts, planned follow-ups, silence, waits that grow too long."""
