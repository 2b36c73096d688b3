"""The report of a campaign: a page that shows every cover with the risky ones first, a table for Excel, and JSON.

``writing`` makes them in one pass over the outcomes; ``site/`` holds the page's markup, look and behaviour.
"""

from .summary import Summary
from .thumbnails import thumbnail
from .writing import PAGE, TABLE, VERDICTS, rebuild_report, write_report

__all__ = ["PAGE", "TABLE", "VERDICTS", "Summary", "rebuild_report", "thumbnail", "write_report"]
