"""Text: fonts, shaping, Russian typography, line breaking, fitting and drawing as coverage."""
