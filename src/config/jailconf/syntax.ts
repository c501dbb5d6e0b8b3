/** How the configuration of a jail is written: as jail.conf(5), or as a template of AppJail's. */
import { addition, type Edit, jailString } from "./edit.ts";
import type { Block } from "./parse.ts";
import { templateAddition, templateRow } from "./template.ts";

/** Writes parameters in the form of a file. */
export interface Syntax {
  /** A whole setting; without an operator it has no value. */
  statement(parameter: string, operator: "=" | "+=" | undefined, values: readonly string[]): string;
  /** A setting as it is written, so that its values come behind those before. */
  later(raw: string): string;
  /** Settings at the end of a jail's own. */
  addition(text: string, block: Block, statements: readonly string[]): Edit;
  /** Why a value cannot be written; undefined when it can. */
  whyNot(value: string): string | undefined;
}

export const jailConfSyntax: Syntax = {
  statement: (parameter, operator, values) =>
    operator === undefined
      ? `${parameter};`
      : `${parameter} ${operator} ${values.map(jailString).join(", ")};`,
  later: (raw) => raw.replace(/^([^=]*?)\s*\+?=/, (_, front: string) => `${front} +=`),
  addition,
  whyNot: () => undefined,
};

export const templateSyntax: Syntax = {
  statement: templateRow,
  later: (raw) => raw.replace(/^([^:]*?)\+?:/, (_, front: string) => `${front}+:`),
  addition: (text, { at }, rows) => templateAddition(text, at!.file, rows),
  whyNot: (value) =>
    /[\\$\n]/.test(value)
      ? "a template cannot have it with what jail(8) would make of it"
      : undefined,
};
