import { booleanOf, flagPairs } from "./flag-pairs.js";
import { type KnownGate, knownGates } from "./known-gates.js";

/** What `--feature-gates` leads to. */
export interface FeatureGates {
  /** The gates that are on. */
  readonly enabled: ReadonlySet<string>;
  /** Of them, those that are off by default and have an effect here. */
  readonly switched: readonly string[];
}

const groups: ReadonlyMap<string, KnownGate["stage"]> = new Map([
  ["AllAlpha", "ALPHA"],
  ["AllBeta", "BETA"],
]);
/** The component may be named, as in `kube:ImageVolume=true`. */
const component = /^\s*kube:/;

/**
 * The gates that `--feature-gates` turns on and off. Throws RangeError, with kube-apiserver's messages, for a gate that it does not know, one
 * that is locked and a value that is no boolean; and for a gate whose effect does not exist here. AllAlpha and AllBeta leave these as they are.
 */
export function featureGatesOf(featureGates: readonly string[]): FeatureGates {
  const items = featureGates.map((item) => item.replace(component, ""));
  const said = new Map<string, boolean>();
  const incomplete = items.find((item) => !item.includes("="));
  if (incomplete !== undefined) throw new RangeError(`missing bool value for ${incomplete.trim()}`);
  for (const [name, text] of flagPairs(items)) {
    const value = readValue(name, text);
    if (!groups.has(name)) checkGate(name, value);
    said.set(name, value);
  }
  const all = (stage: KnownGate["stage"]) => said.get([...groups].find(([, each]) => each === stage)?.[0] ?? "");
  const isOn = ([name, { stage, isOn: byDefault, change }]: readonly [string, KnownGate]) =>
    said.get(name) ?? (isChangeable(change) ? all(stage) : undefined) ?? byDefault;
  const enabled = new Set([...knownGates].filter(isOn).map(([name]) => name));
  const enabledGroups = [...groups.keys()].filter((name) => said.get(name) === true);
  return {
    enabled: new Set([...enabled, ...enabledGroups]),
    switched: [...enabled].filter((name) => knownGates.get(name)?.change === "switch"),
  };
}

function isChangeable(change: KnownGate["change"]): boolean {
  return change === "switch" || change === "elsewhere";
}

function readValue(name: string, text: string): boolean {
  try {
    return booleanOf(name, text);
  } catch {
    const quoted = JSON.stringify(text);
    throw new RangeError(`invalid value of ${name}=${text}, err: strconv.ParseBool: parsing ${quoted}: invalid syntax`);
  }
}

function checkGate(name: string, value: boolean): void {
  const gate = knownGates.get(name);
  if (gate === undefined) throw new RangeError(`unrecognized feature gate: ${name}`);
  if (value === gate.isOn || isChangeable(gate.change)) return;
  const told = `cannot set feature gate ${name} to ${value}`;
  if (gate.change === "locked") throw new RangeError(`${told}, feature is locked to ${gate.isOn}`);
  throw new RangeError(`${told}, engenho has only what Kubernetes 1.34 does by default`);
}
