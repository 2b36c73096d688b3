// The contender of Node.js, with sharp: the same words as contenders.py. It sets the text by itself, from SVG.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { extname } from "node:path";

const require = createRequire(process.cwd() + "/");
const sharp = require("sharp");
sharp.concurrency(1);
sharp.cache(false);
const [name, folder] = process.argv.slice(2);
const ready = readFileSync(`${folder}/badge.png`);

// As mark.py says it.
async function drawn(number) {
  const link = `https://example.org/v/K7Q${String(number).padStart(6, "0")}`;
  const code = await require("qrcode").toString(link, { type: "svg", maskPattern: 3, width: 180 });
  const text = (y, size, colour, words) =>
    `<text x="24" y="${y}" font-family="Golos Text" font-weight="600" font-size="${size}" fill="${colour}">${words}</text>`;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="640" height="220">
    <rect width="640" height="220" rx="28" fill="#fff"/>
    ${text(62, 40, "#10203a", "Знак качества")}
    ${text(109, 20, "#10203a", `МБОУ «Средняя общеобразовательная школа № ${number}» г. Бердска`)}
    ${text(177, 28, "#c8102e", "2023")}
    <g transform="translate(440 20)">${code}</g>
  </svg>`);
}

async function stamped(data, kind, mark) {
  // Composing adds an alpha channel, which the cover does not have.
  let job = sharp(data).composite([{ input: mark, left: 1200, top: 500 }]).removeAlpha();
  if (kind.endsWith("png")) job = job.png({ compressionLevel: 1 });
  else if (kind.endsWith("webp")) job = job.webp({ quality: 90, effort: 2 });
  else job = job.jpeg({ quality: 90 });
  return job.toBuffer();
}

let number = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [kind, task, passes] = line.split(" ");
  const files = readdirSync(`${folder}/${kind}`).sort();
  let cpu = 0, wall = 0, count = 0;
  for (; count < files.length * Number(passes); count++, number++) {
    const file = files[count % files.length];
    const data = readFileSync(`${folder}/${kind}/${file}`);
    const before = process.cpuUsage(), start = process.hrtime.bigint();
    const made = await stamped(data, kind, task === "full" ? await drawn(number) : ready);
    const used = process.cpuUsage(before);
    cpu += (used.user + used.system) / 1e6;
    wall += Number(process.hrtime.bigint() - start) / 1e9;
    if (number === 0) writeFileSync(`${folder}/made/${name}${extname(file)}`, made);
  }
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf-8"))[1]) / 1024;
  console.log(JSON.stringify({ cpu: cpu / count, wall: wall / count, peak }));
}
