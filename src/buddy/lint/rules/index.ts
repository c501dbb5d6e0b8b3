/** The rules of the check, in the order in which they are documented. */
import type { ConfigRule } from "../rule.ts";
import { assignedTwice } from "./assignedtwice.ts";
import { bytes } from "./bytes.ts";
import { dhcpDefault } from "./dhcpdefault.ts";
import { guests } from "./guests.ts";
import { hostAddress } from "./hostaddress.ts";
import { interfaces } from "./interfaces.ts";
import { jailBridge, jailNames } from "./jailbridge.ts";
import { jailDevices } from "./jaildevfs.ts";
import { jailDhcp, jailRc } from "./jaildhcp.ts";
import { jailHooks } from "./jailhooks.ts";
import { jailInterface } from "./jailinterface.ts";
import { jailParameters } from "./jailparameters.ts";
import { jailTwice } from "./jailtwice.ts";
import { macs } from "./macs.ts";
import { names } from "./names.ts";
import { networks } from "./networks.ts";
import { noAssignment } from "./noassignment.ts";
import { onlySh } from "./onlysh.ts";
import { service } from "./service.ts";
import { syntax } from "./syntax.ts";
import { twoBridges } from "./twobridges.ts";
import { unjail } from "./unjail.ts";
import { unknownVariable } from "./unknownvariable.ts";
import { values } from "./values.ts";

export const rules: readonly ConfigRule[] = [
  syntax,
  bytes,
  noAssignment,
  unknownVariable,
  values,
  onlySh,
  assignedTwice,
  interfaces,
  twoBridges,
  names,
  networks,
  hostAddress,
  dhcpDefault,
  guests,
  macs,
  jailParameters,
  jailInterface,
  jailNames,
  jailBridge,
  jailHooks,
  unjail,
  jailTwice,
  service,
  jailDhcp,
  jailDevices,
  jailRc,
];
