/** What a lab's process and its clients say to each other over `lab.sock`: JSON, one object a line. */

/** From the client. The first line of a connection says what it is for. */
export type Request =
  | { readonly run: readonly string[]; readonly terminal?: boolean }
  /** Text for the command's standard input, and its end. */
  | { readonly in: string }
  | { readonly end: true }
  /** Control-C. */
  | { readonly interrupt: true }
  /** Moves the lab's clock on. */
  | { readonly advance: number }
  | { readonly about: true }
  | { readonly stop: true };

/** From the lab. A connection ends with `exit`, or with the answer to its one question. */
export type Reply =
  | { readonly out: string }
  | { readonly err: string }
  | { readonly exit: number }
  | { readonly about: About }
  | { readonly done: true };

export interface About {
  readonly pid: number;
  readonly hostname: string;
  readonly nodes: number;
  readonly jails: number;
  /** Which start of the lab it is: another one has another ID. */
  readonly boot: string;
  /** Seconds since the lab was started, on its own clock. */
  readonly uptime: number;
  /** The names of the commands it has. */
  readonly commands: readonly string[];
}

/** Cuts a stream of text into lines: feed it chunks, it calls back with each whole line. */
export function lineSplitter(onLine: (line: string) => void): (chunk: string) => void {
  let rest = "";
  return (chunk) => {
    rest += chunk;
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      onLine(line);
    }
  };
}
