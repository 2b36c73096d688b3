"""The mark that ``speed.py`` has everybody lay: where, how large, and what it says.

Nothing is imported here: this is read by processes whose start is measured.
"""

LEFT, TOP = 1200, 500
WIDTH, HEIGHT = 640, 220
QUALITY = 90
NAME = "МБОУ «Средняя общеобразовательная школа № {}» г. Бердска"
# As long for every cover, so that every code has as many modules.
LINK = "https://example.org/v/K7Q{:06}"
TITLE, NAMED, DATED = (24, 24), (24, 90), (24, 150)
CODE = (440, 20, 180, 180)
TEMPLATE = f"""\
qualitymark: 1
name: ready
marks:
  - artboard: [{WIDTH}, {HEIGHT}]
    size: {{width: {WIDTH}px}}
    place: {{at: [{LEFT}px, {TOP}px], within: cover}}
    layers: [{{kind: image, source: badge.png, box: [0, 0, {WIDTH}, {HEIGHT}]}}]
"""
# What the scripts draw, in the same sizes and the same place; but the name goes on in a second line.
OWN = f"""\
qualitymark: 1
name: own
fields: {{name: {{required: true}}, year: {{type: integer, required: true}}, verify_url: {{required: true}}}}
marks:
  - artboard: [{WIDTH}, {HEIGHT}]
    size: {{width: {WIDTH}px}}
    place: {{at: [{LEFT}px, {TOP}px], within: cover}}
    layers:
      - {{kind: shape, shape: rounded, box: [0, 0, {WIDTH}, {HEIGHT}], radius: 28, fill: "#ffffff"}}
      - {{kind: text, text: Знак качества, box: [24, 24, 390, 48], weight: 600, size: 40, fill: "#10203a"}}
      - {{kind: text, text: "{{name}}", box: [24, 90, 390, 54], weight: 600, size: {{max: 20, min: 18}}, lines: 2,
          fill: "#10203a"}}
      - {{kind: text, text: "{{year}}", box: [24, 150, 390, 40], weight: 600, size: 28, fill: "#c8102e"}}
      - {{kind: qr, payload: "{{verify_url}}", box: {list(CODE)}}}
"""
