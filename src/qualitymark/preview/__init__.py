"""Seeing it before: one cover as its platform shows it, and one template with everything that it will meet.

``preview_html`` and ``preview_png`` show a cover, ``proof_html`` a template. ``serving`` shows a cover in a browser and
reloads it while the template is edited. ``site/`` holds markup, look and behaviour of both pages.
"""

from .looking import LayerBox, Preview, look
from .preview_page import preview_html
from .proof import Proof, proof_html, prove_template
from .sheet import preview_png

__all__ = ["LayerBox", "Preview", "Proof", "look", "preview_html", "preview_png", "proof_html", "prove_template"]
