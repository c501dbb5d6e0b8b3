/** Network namespaces of Linux that go with the test: each is held by a process that ends when nobody writes to it any more. */

/** What a program printed, and its exit status. */
export interface Output {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A network namespace. */
export interface Namespace extends Disposable {
  /** The process that holds it. */
  readonly pid: number;
  /** The command line that runs a program in it. */
  command(...argv: string[]): string[];
  /** Runs a program in it to its end. */
  run(...argv: string[]): Promise<Output>;
  /** Starts a program in it, and waits until it has printed what fits; it is ended with the namespace. Returns what waits for more of it. */
  serve(isReady: RegExp, ...argv: string[]): Promise<(what: RegExp) => Promise<void>>;
}

const isRoot = process.getuid?.() === 0;

/** Makes a network namespace, in a namespace of users where this is not root. Throws an Error that says what the machine lacks. */
export async function newNamespace(): Promise<Namespace> {
  return await hold([], isRoot ? ["-n"] : ["-Urn"]);
}

/** Makes another one, which who is in the first may enter. */
export async function namespaceBeside(first: Namespace): Promise<Namespace> {
  return await hold(first.command(), ["-n"]);
}

async function hold(enter: readonly string[], flags: readonly string[]): Promise<Namespace> {
  const argv = [...enter, "unshare", ...flags, "--", "sh", "-c", "echo $$; exec cat"];
  const holder = Bun.spawn(argv, { stdin: "pipe", stdout: "pipe", stderr: "pipe" });
  const first = await nextText(holder.stdout.getReader());
  const pid = Number(first);
  if (!(pid > 0)) {
    throw new Error(
      `tests with real traffic need a network namespace, as root or in a namespace of users, and this machine gives none: ${argv.join(" ")}: ${await new Response(holder.stderr).text()}`,
    );
  }
  const children: Bun.Subprocess[] = [];
  const command = (...words: string[]) => [
    "nsenter",
    ...["-t", String(pid), "-n"],
    ...(isRoot ? [] : ["-U", "--preserve-credentials"]),
    "--",
    ...words,
  ];
  return {
    pid,
    command,
    run: (...words) => outputOf(command(...words)),
    async serve(isReady, ...words) {
      const child = Bun.spawn(["sh", "-c", 'exec "$@" 2>&1', "sh", ...command(...words)], {
        stdin: "ignore",
        stdout: "pipe",
      });
      children.push(child);
      const reader = child.stdout.getReader();
      let said = "";
      const says = async (what: RegExp) => {
        while (!what.test(said)) {
          const text = await nextText(reader);
          if (text === "") throw new Error(`${words.join(" ")} ended: ${said}`);
          said += text;
        }
      };
      await says(isReady);
      return says;
    },
    [Symbol.dispose]() {
      for (const child of children) child.kill();
      holder.stdin.end();
    },
  };
}

async function nextText(reader: {
  read(): Promise<{ value?: Uint8Array | undefined }>;
}): Promise<string> {
  const { value } = await reader.read();
  return value === undefined ? "" : new TextDecoder().decode(value);
}

/** Runs a program to its end. */
export async function outputOf(argv: string[], env = process.env): Promise<Output> {
  const child = Bun.spawn(argv, { env, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { status: await child.exited, stdout, stderr };
}
