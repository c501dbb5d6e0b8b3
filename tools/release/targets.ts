/** What `npm run build` makes. */
import { join } from "node:path";

export const root = join(import.meta.dirname, "..", "..");
export const dist = join(root, "dist");

export interface Target {
  /** In dist/. */
  readonly file: string;
  readonly target: "bun-freebsd-x64" | "bun-freebsd-arm64" | "bun-linux-x64";
  /** The npm package that has the runtime. */
  readonly runtime: string;
  /** What the ELF header must say. */
  readonly abi: "freebsd" | "linux";
  readonly machine: "amd64" | "arm64";
}

export const targets: readonly Target[] = [
  {
    file: "ngbuddy-freebsd-amd64",
    target: "bun-freebsd-x64",
    runtime: "@oven/bun-freebsd-x64",
    abi: "freebsd",
    machine: "amd64",
  },
  {
    file: "ngbuddy-freebsd-arm64",
    target: "bun-freebsd-arm64",
    runtime: "@oven/bun-freebsd-aarch64",
    abi: "freebsd",
    machine: "arm64",
  },
  {
    file: "ngbuddy-linux-x64",
    target: "bun-linux-x64",
    runtime: "@oven/bun-linux-x64",
    abi: "linux",
    machine: "amd64",
  },
];
