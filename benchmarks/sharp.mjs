// The contender of Node.js: the same words as contenders.py, with sharp.
import { readFileSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const sharp = require("sharp");
sharp.concurrency(1);
sharp.cache(false);
const folder = process.argv[2];
const mark = readFileSync(`${folder}/badge.png`);

for await (const line of createInterface({ input: process.stdin })) {
  const [kind, , rounds] = line.split(" ");
  const covers = readdirSync(`${folder}/${kind}`).sort().map((file) => readFileSync(`${folder}/${kind}/${file}`));
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  let number = 0;
  for (let round = 0; round < Number(rounds); round++) {
    for (const data of covers) {
      let job = sharp(data).composite([{ input: mark, left: 1200, top: 500 }]);
      if (kind.endsWith("png")) job = job.png({ compressionLevel: 1 });
      else if (kind.endsWith("webp")) job = job.webp({ quality: 90, effort: 2 });
      else job = job.jpeg({ quality: 90 });
      await job.toBuffer();
      number++;
    }
  }
  const used = process.cpuUsage(cpu);
  console.log(JSON.stringify({
    cpu: (used.user + used.system) / 1e6 / Math.max(number, 1),
    wall: Number(process.hrtime.bigint() - start) / 1e9 / Math.max(number, 1),
    peak: Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf-8"))[1]) / 1024,
  }));
}
