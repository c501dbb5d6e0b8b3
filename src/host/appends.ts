/** Adding to files of our own, line by line: the one that was added to last stays open. */
import { closeSync, unlinkSync } from "node:fs";
import { appendTo, openToAppend } from "./regular.ts";

/** The file that is open. A journal gets two or three lines for each interface, and opening it costs ten times a line. */
export class Appends {
  private last: { readonly path: string; readonly file: number } | undefined;

  /**
   * Adds bytes, all or none, and makes the file when it is not there; `prepare` makes its directories. Throws a
   * StrangeError for what is no file of ours, and what the system says.
   */
  add(path: string, bytes: Uint8Array, prepare: () => void): void {
    if (this.last?.path === path && appendTo(this.last.file, bytes)) return;
    this.close();
    prepare();
    const { file, made } = openToAppend(path);
    this.last = { path, file };
    try {
      appendTo(file, bytes);
    } catch (error) {
      this.close();
      if (made) unlinkSync(path);
      throw error;
    }
  }

  /** Closes the file, when it is this one or no other is named. */
  close(path = this.last?.path): void {
    if (this.last === undefined || this.last.path !== path) return;
    closeSync(this.last.file);
    this.last = undefined;
  }
}
