/** A terminal with a line editor, for a shell: lines are typed at a prompt, or for a command that reads. */
import { createInterface, type Interface } from "node:readline";
import { streamedInput } from "../../../lab/process/input.ts";
import type { Input } from "../../../lab/process/process.ts";

/** What the word before the cursor may become, and the word. */
export type Completion = [candidates: string[], word: string];

/** What a terminal is made for. */
export interface TerminalOptions {
  /** Lines that were typed before, the oldest first. */
  readonly history: readonly string[];
  complete(line: string): Completion;
  /** Control-C. */
  onInterrupt(): void;
}

/** What was typed at a prompt: a line, Control-D, or Control-C. */
export type Typed = { readonly line: string } | "end" | "interrupted";

/** The terminal that standard input and output are. */
export class Terminal {
  /** What commands read: it is typed while they run. */
  input = this.freshInput();
  private editor: Interface | undefined;
  /** The newest first, as the editor has it. */
  private history: string[];
  private atPrompt: ((typed: Typed) => void) | undefined;
  /** Lines that were typed before anybody asked for one. */
  private readonly early: string[] = [];
  private reading = 0;

  constructor(private readonly options: TerminalOptions) {
    this.history = options.history.toReversed();
  }

  /** Asks for a line. */
  async ask(prompt: string): Promise<Typed> {
    // What a command has not read of its input is not for the next one.
    this.input = this.freshInput();
    this.reading = 0;
    const editor = this.open();
    editor.setPrompt(prompt);
    const early = this.early.shift();
    if (early !== undefined) {
      process.stdout.write(`${prompt}${early}\n`);
      return { line: early };
    }
    editor.prompt(true);
    return await new Promise((resolve) => {
      this.atPrompt = resolve;
    });
  }

  /** Runs something that has the terminal for itself. */
  async aside<T>(run: () => Promise<T>): Promise<T> {
    this.close();
    try {
      return await run();
    } finally {
      this.open();
    }
  }

  /** Gives the terminal back as it was. */
  close(): void {
    const { editor } = this;
    this.editor = undefined;
    editor?.close();
    process.stdin.pause();
  }

  private freshInput(): Input & { feed(text: string): void; end(): void } {
    const input = streamedInput(() => {
      this.reading++;
      const early = this.early.shift();
      if (early !== undefined) input.feed(`${early}\n`);
      else this.open().setPrompt("");
    });
    return Object.assign(input, { isTerminal: true });
  }

  private open(): Interface {
    if (this.editor !== undefined) return this.editor;
    const editor = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: true,
      history: this.history,
      historySize: 1000,
      completer: (line: string): Completion =>
        this.atPrompt === undefined ? [[], line] : this.options.complete(line),
    });
    this.editor = editor;
    editor.on("history", (lines: string[]) => {
      // What is typed for a command is none.
      if (this.atPrompt !== undefined) this.history = [...lines];
    });
    editor.on("line", (line) => this.onLine(line));
    editor.on("SIGINT", () => this.onInterrupt());
    editor.on("close", () => {
      if (this.editor !== editor) return;
      // Control-D
      this.editor = undefined;
      if (!this.answer("end")) this.input.end();
    });
    return editor;
  }

  private onLine(line: string): void {
    if (this.answer({ line })) return;
    if (this.reading > 0) {
      this.reading = 0;
      this.input.feed(`${line}\n`);
    } else this.early.push(line);
  }

  private onInterrupt(): void {
    process.stdout.write("^C\n");
    this.early.length = 0;
    if (this.atPrompt === undefined) {
      this.options.onInterrupt();
      return;
    }
    // The editor forgets its line.
    this.close();
    this.answer("interrupted");
  }

  private answer(typed: Typed): boolean {
    const { atPrompt } = this;
    if (atPrompt === undefined) return false;
    this.atPrompt = undefined;
    atPrompt(typed);
    return true;
  }
}
