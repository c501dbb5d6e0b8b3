/** The state of a shell: variables, functions, parameters, where its input and output go, and how much it may do. */
import type { Node } from "../../config/sh/syntax.ts";
import { textInput } from "../process/input.ts";
import { placeOf } from "../process/paths.ts";
import type { Input, ShellProcess } from "../process/process.ts";

/** Something that sh can do and the lab's cannot: it ends the shell, with a line that says so. */
export class NotEmulated extends Error {
  override readonly name = "NotEmulated";
}

/** What sh itself complains of, which ends it: a status and its words. */
export class ShellError extends Error {
  override readonly name = "ShellError";
  /** What the complaint begins with, when it is not the shell's own name: the file that was read. */
  voice: string | undefined;
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** `break`, `continue`, `return` and `exit` on their way out, and Control-C, which ends all of them. */
export class Leaving {
  constructor(
    readonly kind: "break" | "continue" | "return" | "exit" | "interrupt",
    /** How many loops; the status of `return` and `exit`. */
    public count: number,
  ) {}
}

/** Where a script came from, for messages. */
export interface Source {
  readonly path: string;
  /** The line of a position in the text. */
  readonly lineAt: (position: number) => number;
}

/** A function of a script, and the file it stands in. */
export interface ShellFunction {
  readonly body: Node;
  readonly source: Source;
}

/** A command that the shell itself does. Returns its status. */
export type Builtin = (shell: Shell, args: readonly string[]) => number | Promise<number>;

/** Those that every shell has, by name. */
export type Builtins = { readonly [name: string]: Builtin | undefined };

/** Where what is written to a descriptor goes. */
export type Sink = (text: string) => void;

/** Where a command's descriptors lead: some are read, some written. */
export interface Streams {
  readonly inputs: ReadonlyMap<number, Input>;
  readonly sinks: ReadonlyMap<number, Sink>;
}

/** A command that runs beside its shell (`&`). */
export interface Job {
  readonly pid: number;
  /** Its status. Never rejects. */
  readonly status: Promise<number>;
  readonly abort: AbortController;
}

interface ShellVariable {
  value: string | undefined;
  exported: boolean;
  frozen: boolean;
}

/** The status of what Control-C has ended. */
const INTERRUPTED = 130;

/** How much a script may do: the lab has one process for everybody. */
const MAX_STEPS = 200_000;
const MAX_TEXT = 1_000_000;
const MAX_DEPTH = 100;
/** So many steps are done before others get their turn. */
const STEPS_IN_A_ROW = 500;

/** What all shells of one run have in common. */
interface Budget {
  steps: number;
  maxSteps: number;
  /** All that runs beside them. */
  readonly jobs: Set<Job>;
  lastPid: number;
}

/** A shell, or a subshell with `parent`'s variables and functions. A script that takes too many steps is refused. */
export class Shell {
  readonly functions: Map<string, ShellFunction>;
  /** Functions of FreeBSD's own scripts that the lab does itself. */
  readonly subroutines: Map<string, Builtin>;
  status = 0;
  /** The status of the last `$(…)`. */
  substituted = 0;
  /** How many loops are around the command that runs. */
  loops = 0;
  source: Source = { path: "", lineAt: () => 1 };
  line = 1;
  streams: Streams;
  /** Where relative paths begin. */
  directory: string;
  /** Aborted when the shell is to end. */
  signal: AbortSignal;
  /** The letters of `set -…`, and `pipefail`. */
  readonly options: Set<string>;
  /** How much is around the command that looks at its status itself: `if`, `!`, `&&`. */
  tested = 0;
  /** Commands for the end of the shell (`trap … EXIT`). */
  atExit: string | undefined;
  /** Where `getopts` is in a word of several letters. */
  letterAt = 0;
  /** What this shell has started to run beside it. */
  readonly jobs: Job[] = [];
  /** How many commands are in each other. */
  private depth: number;
  /** What messages begin with: the file that is being read by `.`, else how the shell was called. */
  voice: string;
  /** Of each function that runs: what its `local` variables were before. */
  readonly locals: Map<string, ShellVariable | undefined>[] = [];
  private readonly variables: Map<string, ShellVariable>;

  constructor(
    readonly process: ShellProcess,
    readonly name: string,
    public parameters: readonly string[],
    readonly builtins: Builtins,
    parent?: Shell,
    private readonly budget: Budget = {
      steps: 0,
      maxSteps: MAX_STEPS,
      jobs: new Set(),
      lastPid: process.pid,
    },
  ) {
    this.variables = new Map(
      [...(parent?.variables ?? [])].map(([key, variable]) => [key, { ...variable }]),
    );
    this.functions = new Map(parent?.functions ?? []);
    this.subroutines = new Map(parent?.subroutines ?? []);
    this.voice = parent?.voice ?? name;
    this.directory = parent?.directory ?? process.directory;
    this.signal = parent?.signal ?? process.signal;
    this.options = new Set(parent?.options);
    this.tested = parent?.tested ?? 0;
    this.depth = parent?.depth ?? 0;
    const { out, err } = process;
    this.streams = parent?.streams ?? {
      inputs: new Map([[0, process.stdin]]),
      sinks: new Map([
        [1, out],
        [2, err],
      ]),
    };
    if (parent !== undefined) return;
    for (const [key, value] of Object.entries({ ...ENVIRONMENT, ...process.environment })) {
      this.variables.set(key, { value, exported: true, frozen: false });
    }
    this.set("IFS", " \t\n");
  }

  /** A shell of its own with everything that this one knows: what it sets is gone with it. */
  child({ stdin, out }: { readonly stdin?: Input; readonly out?: Sink } = {}): Shell {
    const child = new Shell(
      this.process,
      this.name,
      this.parameters,
      this.builtins,
      this,
      this.budget,
    );
    const { inputs, sinks } = this.streams;
    child.streams = {
      inputs: stdin === undefined ? inputs : new Map([...inputs, [0, stdin]]),
      sinks: out === undefined ? sinks : new Map([...sinks, [1, out]]),
    };
    child.source = this.source;
    child.line = this.line;
    child.status = this.status;
    return child;
  }

  /** Standard input. */
  get stdin(): Input {
    return this.streams.inputs.get(0) ?? textInput("");
  }

  /** The lab's own path for a path as this shell sees it. */
  placeOf(path: string): string {
    return placeOf({ jail: this.process.jail, directory: this.directory }, path);
  }

  /** What a program's name or path stands for here. */
  program(name: string): ReturnType<ShellProcess["lab"]["program"]> {
    const { jail, lab } = this.process;
    return lab.program(name, { jail, directory: this.directory });
  }

  /** Lets it take as many steps as it wants: somebody sits there who can end it. */
  unlimited(): void {
    this.budget.maxSteps = Number.POSITIVE_INFINITY;
  }

  /** Counts a step. Returns what is to be waited for where it is the turn of others; ends a script that does not come to an end. */
  step(): Promise<void> | undefined {
    this.budget.steps++;
    if (this.budget.steps % STEPS_IN_A_ROW === 0) {
      return new Promise((resolve) => setImmediate(resolve)).then(() => this.mayGoOn());
    }
    this.mayGoOn();
    return undefined;
  }

  private mayGoOn(): void {
    if (this.signal.aborted) throw new Leaving("interrupt", INTERRUPTED);
    if (this.budget.steps > this.budget.maxSteps) this.refuse("a script that runs so long");
  }

  /** Runs something that may run itself again. */
  async deeper<T>(run: () => Promise<T>): Promise<T> {
    if (++this.depth > MAX_DEPTH) this.refuse(`more than ${MAX_DEPTH} calls in each other`);
    try {
      return await run();
    } finally {
      this.depth--;
    }
  }

  /** Starts something that runs beside this shell. */
  startJob(run: (shell: Shell) => Promise<number>): void {
    const child = this.child({ stdin: textInput("") });
    const abort = new AbortController();
    child.signal = AbortSignal.any([this.process.signal, abort.signal]);
    const job: Job = {
      pid: ++this.budget.lastPid,
      status: run(child).finally(() => this.budget.jobs.delete(job)),
      abort,
    };
    this.jobs.push(job);
    this.budget.jobs.add(job);
  }

  /** All that runs beside this shell and those that it came from. */
  get allJobs(): ReadonlySet<Job> {
    return this.budget.jobs;
  }

  /** Ends the shell with a line that says what the lab cannot do, and where. */
  refuse(what: string): never {
    throw new NotEmulated(`${this.place()}: ${what}: not emulated in a lab`);
  }

  place(): string {
    return this.source.path === "" ? `line ${this.line}` : `${this.source.path}:${this.line}`;
  }

  out(text: string): void {
    this.streams.sinks.get(1)?.(text);
  }

  err(text: string): void {
    this.streams.sinks.get(2)?.(text);
  }

  /** The value of a variable; undefined when it is not set. */
  get(name: string): string | undefined {
    return this.variables.get(name)?.value;
  }

  set(name: string, value: string): void {
    if (value.length > MAX_TEXT) this.refuse("a value of more than 1 MB");
    const variable = this.variables.get(name);
    if (variable?.frozen) throw new ShellError(2, `${name}: is read only`);
    this.variables.set(name, { exported: false, frozen: false, ...variable, value });
  }

  unset(name: string): void {
    if (this.variables.get(name)?.frozen) throw new ShellError(2, `${name}: is read only`);
    this.variables.delete(name);
  }

  /** `export` and `readonly`. */
  mark(name: string, what: "exported" | "frozen"): void {
    const variable = this.variables.get(name) ?? {
      value: undefined,
      exported: false,
      frozen: false,
    };
    this.variables.set(name, { ...variable, [what]: true });
  }

  /** `local`: what it was comes back when the function ends. */
  keep(name: string): void {
    const frame = this.locals.at(-1);
    if (frame === undefined) throw new ShellError(2, "Not in a function");
    if (!frame.has(name)) frame.set(name, this.variables.get(name));
  }

  /** Puts the variables back that a function had for itself. */
  restore(frame: ReadonlyMap<string, ShellVariable | undefined>): void {
    for (const [name, before] of frame) {
      if (before === undefined) this.variables.delete(name);
      else this.variables.set(name, before);
    }
  }

  /** The names of all variables that are set, sorted. */
  names(): string[] {
    return [...this.variables]
      .filter(([, { value }]) => value !== undefined)
      .map(([name]) => name)
      .sort();
  }

  /** The names of the variables that are exported, or that nothing can set, sorted. */
  marked(what: "exported" | "frozen"): string[] {
    return [...this.variables]
      .filter(([, variable]) => variable[what])
      .map(([name]) => name)
      .sort();
  }

  environment(): { readonly [name: string]: string } {
    return Object.fromEntries(
      [...this.variables].flatMap(([name, { value, exported }]) =>
        exported && value !== undefined ? [[name, value]] : [],
      ),
    );
  }
}

/** What a command finds in its environment when nobody says otherwise (login.conf(5), sbin/init). */
const ENVIRONMENT = {
  HOME: "/root",
  PATH: "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin",
};
