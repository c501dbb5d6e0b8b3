/** The little of what only a shell evaluates that the lab's sysrc evaluates itself: arithmetic on numbers, `$(echo …)` and `if true`, each on one line. */

/** The text with those parts replaced by what sh makes of them. Its lines stay where they are. */
export function simplify(text: string): string {
  if (!/\$\(|\bif\b/.test(text)) return text;
  let result = "";
  let quoted = false;
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const piece = pieceOf(rest, quoted, result);
    result += piece.text;
    at += piece.length;
    if (rest[0] === '"') quoted = !quoted;
  }
  return result;
}

interface Piece {
  readonly length: number;
  readonly text: string;
}

/** The next piece of a text. `before` is what comes before it. */
function pieceOf(rest: string, quoted: boolean, before: string): Piece {
  const asItIs = (length: number) => ({ length, text: rest.slice(0, length) });
  const unremarkable = /^[^\\'"#$i]+/.exec(rest);
  if (unremarkable !== null) return asItIs(unremarkable[0].length);
  if (rest[0] === "\\") return asItIs(2);
  if (!quoted && rest[0] === "'") return asItIs(/^'[^']*'?/.exec(rest)![0].length);
  if (!quoted && rest[0] === "#" && /^\s?$/.test(before.slice(-1))) {
    return asItIs(/^[^\n]*/.exec(rest)![0].length);
  }
  const sum = /^\$\(\(([\d\s+*/%()-]+)\)\)/.exec(rest);
  const value = sum === null ? undefined : calculate(sum[1]!);
  if (sum !== null && value !== undefined) return { length: sum[0].length, text: String(value) };
  const echo = /^\$\(echo((?:[ \t]+[\w./:,@-]+)*)[ \t]*\)/.exec(rest);
  if (echo !== null && !/^\s+-n\b/.test(echo[1]!)) {
    const words = echo[1]!.trim().split(/\s+/).join(" ");
    return { length: echo[0].length, text: words };
  }
  if (!quoted && rest.startsWith("if") && beginsCommand(before)) {
    const choice =
      /^if[ \t]+(true|false|:)[ \t]*;[ \t]*then[ \t]+([^;\n'"`$&|()]*|[\w]+="[^"\n`]*");(?:[ \t]*else[ \t]+([\w]+="[^"\n`]*");)?[ \t]*fi(?=[ \t]*(?:[;\n]|$))/.exec(
        rest,
      );
    if (choice !== null) {
      const chosen = choice[1] === "false" ? (choice[3] ?? ":") : choice[2]!;
      return { length: choice[0].length, text: simplify(chosen) };
    }
  }
  return asItIs(1);
}

/** Is there nothing but blanks since the last line or command? */
function beginsCommand(before: string): boolean {
  const start = Math.max(before.lastIndexOf("\n"), before.lastIndexOf(";")) + 1;
  return /^[ \t]*$/.test(before.slice(start));
}

/** The value of an arithmetic expression on whole numbers; undefined when it is none, or divides by zero. */
function calculate(text: string): number | undefined {
  const tokens = text.match(/\d+|[+*/%()-]/g) ?? [];
  let at = 0;
  const sum = (): number => {
    let value = product();
    while (tokens[at] === "+" || tokens[at] === "-") {
      value = tokens[at++] === "+" ? value + product() : value - product();
    }
    return value;
  };
  const product = (): number => {
    let value = factor();
    for (let sign = tokens[at]; sign === "*" || sign === "/" || sign === "%"; sign = tokens[at]) {
      at++;
      const other = factor();
      if (sign === "*") value *= other;
      else value = sign === "/" ? Math.trunc(value / other) : value % other;
    }
    return value;
  };
  const factor = (): number => {
    const token = tokens[at++];
    if (token === "-") return -factor();
    if (token === "+") return factor();
    if (token !== "(") return numberOf(token);
    const value = sum();
    return tokens[at++] === ")" ? value : Number.NaN;
  };
  const value = sum();
  return at === tokens.length && Number.isSafeInteger(value) ? value : undefined;
}

/** A constant of sh's arithmetic: octal with a 0 in front. */
function numberOf(token: string | undefined): number {
  if (token === undefined || !/^\d+$/.test(token)) return Number.NaN;
  if (!token.startsWith("0")) return Number(token);
  return /^[0-7]+$/.test(token) ? Number.parseInt(token, 8) : Number.NaN;
}
