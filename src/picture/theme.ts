/** Colours and marks: colour-blind safe (Okabe and Ito's palette), and told apart in grey by frame and mark alone. */

export type GuestKind = "host" | "jail" | "vm" | "uplink" | "bridge" | "other";

export interface Mark {
  readonly colour: string;
  /** The frame's dashes; empty for a plain line. */
  readonly dashes: string;
  readonly width: number;
  /** A letter in the corner, so that no colour is needed. */
  readonly letter: string;
  readonly label: string;
}

export interface Theme {
  readonly background: string;
  readonly panel: string;
  readonly card: string;
  readonly line: string;
  readonly text: string;
  readonly faint: string;
  readonly alarm: string;
  readonly marks: { readonly [kind in GuestKind]: Mark };
}

const frames = {
  host: { dashes: "", width: 2.5, letter: "H", label: "host" },
  jail: { dashes: "", width: 1.25, letter: "J", label: "jail" },
  vm: { dashes: "6 3", width: 1.5, letter: "V", label: "bhyve machine" },
  uplink: { dashes: "", width: 3.5, letter: "U", label: "uplink (network card)" },
  bridge: { dashes: "10 3", width: 2, letter: "B", label: "another bridge" },
  other: { dashes: "2 3", width: 1.25, letter: "?", label: "other or orphan" },
} as const;

function theme(
  base: Omit<Theme, "marks">,
  colours: { readonly [kind in GuestKind]: string },
): Theme {
  const mark = (kind: GuestKind): Mark => ({ ...frames[kind], colour: colours[kind] });
  return {
    ...base,
    marks: {
      host: mark("host"),
      jail: mark("jail"),
      vm: mark("vm"),
      uplink: mark("uplink"),
      bridge: mark("bridge"),
      other: mark("other"),
    },
  };
}

export const light: Theme = theme(
  {
    background: "#ffffff",
    panel: "#f3f5f7",
    card: "#ffffff",
    line: "#5b6770",
    text: "#15191c",
    faint: "#4a545c",
    alarm: "#b03a00",
  },
  {
    host: "#007a58",
    jail: "#0072b2",
    vm: "#9c4f83",
    uplink: "#b87700",
    bridge: "#1f7fb0",
    other: "#5b6770",
  },
);

export const dark: Theme = theme(
  {
    background: "#12161a",
    panel: "#1c2329",
    card: "#12161a",
    line: "#8b98a3",
    text: "#eef2f5",
    faint: "#b4c0ca",
    alarm: "#ff9a5c",
  },
  {
    host: "#2ec99b",
    jail: "#56b4e9",
    vm: "#e0a3c8",
    uplink: "#e69f00",
    bridge: "#7cc7ee",
    other: "#a4b0ba",
  },
);

export const themes = { light, dark } as const;
