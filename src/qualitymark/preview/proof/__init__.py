"""Whether a template is finished: drawn with everything that it will meet, on one page.

``samples`` chooses values, ``grounds`` makes covers, ``cases`` says which of them meet, ``proving`` draws them, and
``proof_page`` shows what came of it.
"""

from .proof_page import proof_html
from .proving import Proof, prove_template

__all__ = ["Proof", "proof_html", "prove_template"]
