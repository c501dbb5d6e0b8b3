/** Colours and marks: colour-blind safe (Okabe and Ito's palette), and told apart in grey by frame and letter alone. */

/** What a box stands for: a guest in the topology, a node in the netgraph view. */
export type MarkName = keyof typeof frames;

/** How one kind of occupant is told from the others. */
export interface Mark {
  /** Of the frame, `#rrggbb`. */
  readonly colour: string;
  /** The frame's dashes; none for a plain line. */
  readonly dashes: readonly [dash: number, gap: number] | undefined;
  /** Of the frame, pixels. */
  readonly width: number;
  /** In the corner, so that no colour is needed. */
  readonly letter: string;
  /** What the legend says. */
  readonly label: string;
}

/** The colours of a picture, `#rrggbb`. */
export interface Theme {
  readonly background: string;
  readonly panel: string;
  readonly box: string;
  /** The bridge's own area, and the text on it. */
  readonly bar: string;
  /** Of the text on the bar. */
  readonly onBar: string;
  readonly line: string;
  readonly text: string;
  readonly faint: string;
  readonly alarm: string;
  readonly marks: { readonly [name in MarkName]: Mark };
}

/** In the order of the legend. */
const frames = {
  uplink: { tint: "orange", dashes: undefined, width: 3.5, letter: "U", label: "uplink (NIC)" },
  host: { tint: "green", dashes: undefined, width: 2.5, letter: "H", label: "this host" },
  bridge: { tint: "sky", dashes: [10, 3], width: 2, letter: "B", label: "another bridge" },
  jail: { tint: "blue", dashes: undefined, width: 1.25, letter: "J", label: "jail" },
  vm: { tint: "purple", dashes: [6, 3], width: 1.5, letter: "V", label: "bhyve machine" },
  other: { tint: "grey", dashes: [2, 3], width: 1.25, letter: "?", label: "any other node" },
  orphan: { tint: "grey", dashes: [2, 3], width: 2.5, letter: "O", label: "orphan (on no bridge)" },
  ether: { tint: "orange", dashes: undefined, width: 3.5, letter: "C", label: "ether (NIC)" },
  eiface: { tint: "blue", dashes: undefined, width: 1.25, letter: "I", label: "eiface" },
  socket: { tint: "purple", dashes: [6, 3], width: 1.5, letter: "S", label: "socket" },
  node: { tint: "grey", dashes: [2, 3], width: 1.25, letter: "N", label: "any other node" },
  elsewhere: { tint: "sky", dashes: [10, 3], width: 2, letter: "→", label: "has its own area" },
} as const;

type Tint = "orange" | "green" | "sky" | "blue" | "purple" | "grey";

function theme(base: Omit<Theme, "marks">, tints: { readonly [tint in Tint]: string }): Theme {
  const marks = Object.entries(frames).map(([name, { tint, ...frame }]) => [
    name,
    { ...frame, colour: tints[tint] },
  ]);
  return { ...base, marks: Object.fromEntries(marks) as Theme["marks"] };
}

const light: Theme = theme(
  {
    background: "#ffffff",
    panel: "#f1f4f6",
    box: "#ffffff",
    bar: "#33414c",
    onBar: "#ffffff",
    line: "#5b6770",
    text: "#15191c",
    faint: "#454f57",
    alarm: "#b03a00",
  },
  {
    orange: "#b87700",
    green: "#007a58",
    sky: "#1f7fb0",
    blue: "#0072b2",
    purple: "#9c4f83",
    grey: "#5b6770",
  },
);

const dark: Theme = theme(
  {
    background: "#0f1317",
    panel: "#1a2027",
    box: "#0f1317",
    bar: "#a9b8c6",
    onBar: "#0f1317",
    line: "#8b98a3",
    text: "#eef2f5",
    faint: "#b4c0ca",
    alarm: "#ff9a5c",
  },
  {
    orange: "#e69f00",
    green: "#2ec99b",
    sky: "#7cc7ee",
    blue: "#56b4e9",
    purple: "#e0a3c8",
    grey: "#a4b0ba",
  },
);

export const themes = { light, dark } as const;
