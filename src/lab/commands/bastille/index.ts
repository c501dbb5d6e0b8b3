/** Bastille's subcommands: those that a lab has, and what all of them are said to do. */
import { bootstrap } from "./bootstrap.ts";
import { clone } from "./clone.ts";
import { cmd, console, service, sysrc } from "./cmd.ts";
import { config } from "./config.ts";
import { create } from "./create.ts";
import { destroy } from "./destroy.ts";
import { edit } from "./edit.ts";
import { list } from "./list.ts";
import { rename } from "./rename.ts";
import { restart } from "./restart.ts";
import { setup } from "./setup.ts";
import { start } from "./start.ts";
import { stop } from "./stop.ts";
import type { BastilleSubcommand } from "./subcommand.ts";

/** The subcommands that a lab has. To add one: its file, and its name here. */
export const subcommands: { readonly [name: string]: BastilleSubcommand } = {
  bootstrap,
  clone,
  cmd,
  config,
  console,
  create,
  destroy,
  edit,
  list,
  rename,
  restart,
  service,
  setup,
  start,
  stop,
  sysrc,
};

/** All subcommands of Bastille 1.4, in its own words (recording 52). */
export const summaries: { readonly [name: string]: string } = {
  bootstrap: "Bootstrap a release or template(s).",
  clone: "Clone an existing jail.",
  cmd: "Execute command(s) inside jail(s).",
  config: "Get, set, add or remove properties from jail(s).",
  console: "Console into a jail.",
  convert: "Convert a jail from thin to thick; convert a jail to a custom release.",
  cp: "Copy file(s)/directorie(s) from host to jail(s).",
  create: "Create a jail.",
  destroy: "Destroy jail(s) or release(s).",
  edit: "Edit jail configuration files (advanced).",
  etcupdate: "Update /etc for jail(s).",
  export: "Export a jail.",
  help: "Help for any command.",
  htop: "Interactive process viewer (requires htop).",
  import: "Import a jail.",
  jcp: "Copy file(s)/directorie(s) from jail to jail(s).",
  limits: "Apply resources limits to jail(s). See rctl(8) and cpuset(1).",
  list: "List jails, releases, templates and more...",
  logs: "List jail logs (oci and console).",
  migrate: "Migrate jail(s) to a remote system.",
  monitor: "Monitor and attempt to restart jail service(s).",
  mount: "Mount file(s)/directorie(s) inside jail(s).",
  network: "Add or remove interface(s) from jail(s).",
  pkg: "Manage packages inside jail(s). See pkg(8).",
  plugin: "Run a custom Bastille plugin.",
  rcp: "Copy file(s)/directorie(s) from jail to host.",
  rdr: "Redirect host port to jail port.",
  rename: "Rename a jail.",
  restart: "Restart a jail.",
  service: "Manage services within jail(s).",
  setup: "Auto-configure network, firewall, storage and more...",
  start: "Start stopped jail(s).",
  stop: "Stop running jail(s).",
  sysrc: "Edit rc files inside jail(s).",
  tags: "Add or remove tags to jail(s).",
  template: "Apply templates to jail(s).",
  top: "Process viewer. See top(1).",
  up: "Deploy an OCI jail from a podman-compose.yml file.",
  umount: "Unmount file(s)/directorie(s) from jail(s).",
  update: "Update a jail or release.",
  upgrade: "Upgrade a jail to new release.",
  verify: 'Compare release against a "known good" index.',
  zfs: "Manage ZFS options/attributes for jail(s).",
};
