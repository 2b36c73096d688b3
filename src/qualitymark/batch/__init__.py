"""Campaigns: many pages stamped together. ``plan`` checks a whole table, ``run`` stamps it, ``journal`` remembers,
``report`` shows."""
