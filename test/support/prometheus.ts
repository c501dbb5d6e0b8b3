/** A real Prometheus for tests, on a port that is free. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What Prometheus's API tells, as far as it is asked. */
export interface Told {
  readonly alerts?: readonly {
    readonly state: string;
    readonly labels: { readonly [name: string]: string };
  }[];
  readonly activeTargets?: readonly {
    readonly health: string;
    readonly lastError: string;
    readonly labels: { readonly [name: string]: string };
  }[];
  readonly result?: readonly {
    readonly metric: { readonly [name: string]: string };
    readonly value: readonly [time: number, value: string];
  }[];
}

export interface Prometheus extends AsyncDisposable {
  /** Asks its API. */
  ask(path: string): Promise<Told>;
  /** Asks for the values of an expression. */
  query(expression: string): Promise<NonNullable<Told["result"]>>;
}

/** Starts one with this configuration, and these rules, which the configuration does not name. */
export async function prometheus(configuration: object, rules?: string): Promise<Prometheus> {
  const directory = mkdtempSync(join(tmpdir(), "ngbuddy-prometheus-"));
  if (rules !== undefined) writeFileSync(join(directory, "rules.yml"), rules);
  const all = { ...configuration, rule_files: rules === undefined ? [] : ["rules.yml"] };
  // JSON is YAML.
  writeFileSync(join(directory, "prometheus.yml"), JSON.stringify(all));
  const running = Bun.spawn(
    [
      "prometheus",
      `--config.file=${join(directory, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(directory, "data")}`,
      "--web.listen-address=127.0.0.1:0",
    ],
    { stdin: "ignore", stdout: "ignore", stderr: "pipe" },
  );
  const address = await foundIn(running.stderr, /Listening on" address=(127\.0\.0\.1:\d+)/);
  const ask = async (path: string): Promise<Told> => {
    const answer = await fetch(`http://${address}/api/v1/${path}`);
    return answer.ok ? ((await answer.json()) as { data: Told }).data : {};
  };
  return {
    ask,
    query: async (expression) =>
      (await ask(`query?query=${encodeURIComponent(expression)}`)).result ?? [],
    async [Symbol.asyncDispose]() {
      running.kill();
      await running.exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Reads until a line says it. */
export async function foundIn(
  stream: ReadableStream<Uint8Array>,
  pattern: RegExp,
): Promise<string> {
  let text = "";
  const reader = stream.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    text += new TextDecoder().decode(value);
    const [, found] = pattern.exec(text) ?? [];
    if (found !== undefined) {
      reader.releaseLock();
      // What comes later must not stop it.
      void stream.pipeTo(new WritableStream()).catch(() => {});
      return found;
    }
    if (done) throw new Error(text);
  }
}
