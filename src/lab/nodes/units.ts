/** Unit numbers of interfaces that drivers number themselves (unr(9)): the lowest that is free. */
import { InterfaceIndexes } from "../net/indexes.ts";
import type { Vnet } from "../net/vnet.ts";

const numbers = new WeakMap<Vnet, Map<string, InterfaceIndexes>>();

function numbersOf(vnet: Vnet, driver: string): InterfaceIndexes {
  let drivers = numbers.get(vnet);
  if (drivers === undefined) {
    drivers = new Map();
    numbers.set(vnet, drivers);
  }
  let units = drivers.get(driver);
  if (units === undefined) {
    units = new InterfaceIndexes();
    drivers.set(driver, units);
  }
  return units;
}

/** Takes the lowest free unit of a driver in a vnet: 0 for the first `ngeth`. */
export function takeUnit(vnet: Vnet, driver: string): number {
  return numbersOf(vnet, driver).take() - 1;
}

export function giveUnit(vnet: Vnet, driver: string, unit: number): void {
  numbersOf(vnet, driver).give(unit + 1);
}
