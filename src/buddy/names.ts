/** Names that people give: checked once, where they come in. */
import { refuse } from "./refusal.ts";

/** IFNAMSIZ is 16 with the closing NUL (net/if.h). */
const INTERFACE_NAME_LIMIT = 15;
/** NG_NODESIZ is 32 with the closing NUL (netgraph/ng_message.h). */
const NODE_NAME_LIMIT = 31;

/** A name for an eiface: an interface's and a node's, and a word in rc.conf. Refuses one that cannot be all three. */
export function interfaceName(text: string): string {
  if (text === "") refuse("data", "an interface needs a name");
  if (text.length > INTERFACE_NAME_LIMIT) {
    refuse(
      "data",
      `the name "${text}" has ${text.length} characters; an interface's has at most ${INTERFACE_NAME_LIMIT}`,
    );
  }
  if (!/^[A-Za-z0-9_-]+$/.test(text)) {
    refuse(
      "data",
      `the name "${text}" cannot be an interface's here; use letters, digits, _ and -`,
    );
  }
  if (text.startsWith("-"))
    refuse("data", `the name "${text}" begins with "-"; begin with a letter`);
  return text;
}

/** A bridge's name: a node's, and a part of the names of variables in rc.conf. */
export function bridgeName(text: string): string {
  if (text === "") refuse("usage", "a bridge needs a name");
  if (text.length > NODE_NAME_LIMIT) {
    refuse(
      "data",
      `the name "${text}" has ${text.length} characters; a bridge's has at most ${NODE_NAME_LIMIT}`,
    );
  }
  if (!/^[A-Za-z0-9_]+$/.test(text)) {
    refuse(
      "data",
      `a bridge cannot be called "${text}": rc.conf would need a variable ngbuddy_${text}_if; use letters, digits and _`,
    );
  }
  return text;
}

/** An interface that a bridge is put on: any that ifconfig can name, `vtnet1.7` and `lagg0` too. */
export function uplinkName(text: string): string {
  if (
    !/^[A-Za-z0-9_.-]+$/.test(text) ||
    text.startsWith("-") ||
    text.length > INTERFACE_NAME_LIMIT
  ) {
    refuse("data", `"${text}" is no name of an interface; ifconfig -l lists them`);
  }
  return text;
}

/** The name of the node that ng_ether(4) gives an interface: dots and colons become underscores (seen for `vtnet1.7`). */
export function nodeNameOf(networkInterface: string): string {
  return networkInterface.replace(/[.:]/g, "_");
}
