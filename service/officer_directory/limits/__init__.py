"""How much each requester may take, and how much of it is left; nothing here knows HTTP."""
