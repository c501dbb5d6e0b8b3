/** `npm run build`: the executables for FreeBSD and Linux, and the bundle for Node, in dist/. */
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { completionScripts, shells } from "../src/cli/completions.ts";
import { serviceCommands } from "../src/cli/service.ts";
import { subcommands } from "../src/cli/subcommands/index.ts";
import { checkDirectory, checkExecutable, checkStart } from "./release/check.ts";
import { checkSchemaText } from "./release/checkschema.ts";
import { documentSchemaText } from "./release/documentschema.ts";
import { external, main, makeExecutable } from "./release/executable.ts";
import { hostSchemaText } from "./release/hostschema.ts";
import { openApiText } from "./release/openapi.ts";
import { run, runtimeOf } from "./release/runtime.ts";
import { dist, root, type Target, targets } from "./release/targets.ts";

const about = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** What package.json's `exports` names, each a directory of src/ with an index.ts. */
const libraries = Object.keys(about.exports).map((path) => path.slice(2));

const buildExecutable = ({ file, target, runtime }: Target) =>
  makeExecutable(join(dist, file), {
    target: target as Bun.Build.CompileTarget,
    executablePath: runtimeOf(runtime),
  });

async function buildForNode(): Promise<void> {
  const { success, logs } = await Bun.build({
    entrypoints: [main],
    outdir: dist,
    target: "node",
    naming: { entry: "ngbuddy.[ext]", asset: "[name].[ext]" },
    banner: "#!/usr/bin/env node",
    minify: { syntax: true, whitespace: true },
    external,
  });
  if (!success) throw new Error(logs.join("\n"));
}

/** What other programs import, with its types. */
async function buildLibrary(): Promise<void> {
  const { success, logs } = await Bun.build({
    entrypoints: libraries.map((name) => join(root, "src", name, "index.ts")),
    root: join(root, "src"),
    outdir: join(dist, "lib"),
    target: "node",
    splitting: true,
    external,
  });
  if (!success) throw new Error(logs.join("\n"));
  run(join(root, "node_modules", ".bin", "tsc"), ["-p", join(root, "tsconfig.library.json")]);
}

function writeManifest(): void {
  const { name, version, description, license, engines, optionalDependencies } = about;
  const manifest = {
    ...{ name, version, description, license, engines, optionalDependencies },
    type: "module",
    bin: { ngbuddy: "ngbuddy.js" },
    exports: Object.fromEntries(
      libraries.map((library) => [
        `./${library}`,
        {
          types: `./lib/types/${library}/index.d.ts`,
          default: `./lib/${library}/index.js`,
        },
      ]),
    ),
    files: [
      "ngbuddy.js",
      "*.wasm",
      "*.ttf",
      "lib",
      "host.schema.json",
      "check.schema.json",
      "openapi.json",
      "document.schema.json",
      "LICENSE",
      "NOTICE",
      "licenses",
    ],
  };
  writeFileSync(join(dist, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** npm packs what is in dist/ alone. */
function copyLicenses(): void {
  for (const file of ["LICENSE", "NOTICE"]) cpSync(join(root, file), join(dist, file));
  cpSync(join(root, "packaging", "licenses"), join(dist, "licenses"), { recursive: true });
}

function writeCompletions(): void {
  mkdirSync(join(dist, "completions"));
  for (const shell of shells)
    writeFileSync(join(dist, "completions", shell), completionScripts[shell]);
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
for (const target of targets) {
  await buildExecutable(target);
  checkExecutable(target);
  console.log(
    `dist/${target.file}  ${(statSync(join(dist, target.file)).size / 1e6).toFixed()} MB`,
  );
}
await buildForNode();
await buildLibrary();
writeManifest();
copyLicenses();
writeCompletions();
writeFileSync(
  join(dist, "service-commands"),
  `${(await serviceCommands(subcommands)).join(" ")}\n`,
);
writeFileSync(join(dist, "host.schema.json"), hostSchemaText());
writeFileSync(join(dist, "check.schema.json"), checkSchemaText());
writeFileSync(join(dist, "openapi.json"), openApiText());
writeFileSync(join(dist, "document.schema.json"), documentSchemaText());
console.log(
  "dist/ngbuddy.js, dist/lib, dist/completions, dist/{host,check,document}.schema.json, dist/openapi.json",
);
if (process.platform === "linux" && process.arch === "x64") {
  checkDirectory(join(dist, "ngbuddy-linux-x64"), about.version);
  const time = checkStart([join(dist, "ngbuddy-linux-x64")], about.version);
  // A busy machine is no reason to fail; 30 ms is what we want of an idle one.
  console.log(
    `dist/ngbuddy-linux-x64 --version: ${time.toFixed(1)} ms${time > 30 ? ", SLOW" : ""}`,
  );
}
checkStart(["node", join(dist, "ngbuddy.js")], about.version);
